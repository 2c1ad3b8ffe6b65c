package io.netfailover.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.netfailover.lab.Lab;
import io.netfailover.os.NetworkNamespace;
import java.util.Map;
import java.util.TreeMap;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Test;

/** Any JMX client reads the daemon after a local attach; the attached agent listens on the loopback of the daemon's namespace. */
class JmxAttachTest {
    @Test
    void everyAttributeOfEveryBeanIsReadable() throws Exception {
        try (LabDaemon guest = new LabDaemon()) {
            guest.lab.guest().ip("link", "set", "lo", "up").orFail();
            guest.daemon.start();
            guest.createMaster();
            VirtualMachine machine = VirtualMachine.attach(Long.toString(guest.daemon.pid()));
            String url = machine.startLocalManagementAgent();
            machine.detach();

            Map<String, Object> read =
                    NetworkNamespace.named(guest.lab.guest().name()).call(() -> readAll(url));

            assertThat(read)
                    .containsEntry("FailoverMaster \"ens10\" Path", "primary")
                    .containsEntry("FailoverMaster \"ens10\" State", "active")
                    .containsEntry("Netlink Synced", true)
                    .containsKeys("Journal Events", "Steering Switches", "Daemon Version");
            assertThat(read.values()).contains(Lab.PRIMARY, "ens10nsby");
            assertThat((Long) read.get("Journal Events")).isPositive();
        }
    }

    @SuppressWarnings("BanJNDI") // the URL is that of the process just attached to
    private static Map<String, Object> readAll(String url) throws Exception {
        Map<String, Object> read = new TreeMap<>();
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(url))) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            for (ObjectName name : server.queryNames(new ObjectName("io.netfailover:*"), null)) {
                String instance = name.getKeyProperty("name") == null ? "" : " " + name.getKeyProperty("name");
                String index = name.getKeyProperty("ifindex") == null ? "" : " " + name.getKeyProperty("ifindex");
                for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                    Object value = server.getAttribute(name, attribute.getName());
                    read.put(name.getKeyProperty("type") + instance + index + " " + attribute.getName(), value);
                }
            }
        }
        return read;
    }
}
