package io.netfailover.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.actors.AlarmCondition;
import io.netfailover.actors.Boards;
import io.netfailover.actors.Links;
import io.netfailover.actors.NetlinkStatus;
import io.netfailover.actors.SteeringStatus;
import io.netfailover.actors.TestHost;
import io.netfailover.api.TestDaemon;
import io.netfailover.netlink.Link;
import io.netfailover.types.AlarmKind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class JmxRegistryTest {
    private static final Link STANDBY = Links.veth(10, "ens10nsby").link();
    private static final String MASTER = "io.netfailover:type=FailoverMaster,name=\"ens10\"";
    private static final String NETDEV = "io.netfailover:type=Netdev,ifindex=11";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final TestDaemon daemon;
    private final JmxRegistry registry;

    JmxRegistryTest() throws IOException {
        daemon = new TestDaemon(Files.createTempDirectory("nfjmx"), "", STANDBY);
        registry = JmxRegistry.start(daemon.view());
    }

    @BeforeEach
    void showWhatIsThere() {
        Boards.show(daemon.board, new NetlinkStatus(true, 2, 3, 4));
        Boards.show(daemon.board, new SteeringStatus(5, 6, 7.5, 8, 8.5));
    }

    @AfterEach
    void close() throws Exception {
        registry.close();
        assertThat(beans()).isEmpty();
        daemon.close();
    }

    private Set<String> beans() throws JMException {
        return server.queryNames(new ObjectName("io.netfailover:*"), null).stream()
                .map(ObjectName::getCanonicalName)
                .collect(Collectors.toSet());
    }

    private static String canonical(String name) throws JMException {
        return new ObjectName(name).getCanonicalName();
    }

    private Map<String, Object> attributes(String name) throws JMException {
        ObjectName bean = new ObjectName(name);
        Map<String, Object> attributes = new TreeMap<>();
        for (MBeanAttributeInfo attribute : server.getMBeanInfo(bean).getAttributes()) {
            Object value = server.getAttribute(bean, attribute.getName());
            attributes.put(attribute.getName(), value == null ? "(null)" : value);
        }
        return attributes;
    }

    @Test
    void theDaemonsPartsAndTheLinksThatAreThereHaveBeansFromTheStart() throws JMException {
        assertThat(beans())
                .containsExactlyInAnyOrder(
                        "io.netfailover:type=Daemon",
                        "io.netfailover:type=Netlink",
                        "io.netfailover:type=Steering",
                        "io.netfailover:type=Journal",
                        "io.netfailover:type=Alarms",
                        canonical("io.netfailover:type=Netdev,ifindex=10"));
    }

    @Test
    void alarmsAreCountedListedAndAcknowledged() throws JMException {
        String bean = "io.netfailover:type=Alarms";
        assertThat(attributes(bean)).containsEntry("Count", 0);
        daemon.raise(new AlarmCondition(AlarmKind.NO_PATH, "master ens10", "no slave is usable"));
        assertThat(attributes(bean)).containsEntry("Count", 1).containsEntry("Unacknowledged", 1);
        assertThat((String[]) attributes(bean).get("Alarms"))
                .containsExactly("no-path of master ens10: no slave is usable");

        server.invoke(new ObjectName(bean), "acknowledge", new Object[] {"no-path", "master ens10"}, new String[] {
            String.class.getName(), String.class.getName()
        });

        TestHost.eventuallyEquals(() -> daemon.board.alarms().get(0).acknowledgedBy(), Optional.of("jmx"));
        assertThat(attributes(bean)).containsEntry("Count", 1).containsEntry("Unacknowledged", 0);
    }

    @Test
    void beansAppearAndVanishWithTheBoard() throws JMException {
        Link primary = Links.veth(11, "ens11").link();
        Boards.show(daemon.board, primary);
        Boards.show(daemon.board, Boards.master("primary"));
        assertThat(beans()).contains(canonical(MASTER), canonical(NETDEV));

        Boards.hide(daemon.board, primary);
        Boards.hide(daemon.board, Boards.master("primary"));
        assertThat(beans()).doesNotContain(canonical(MASTER), canonical(NETDEV));
    }

    @Test
    void aBeanThatVanishedAppearsAgain() throws JMException {
        Boards.show(daemon.board, Boards.master("primary"));
        Boards.hide(daemon.board, Boards.master("primary"));

        Boards.show(daemon.board, Boards.master("standby"));

        assertThat(attributes(MASTER)).containsEntry("Path", "standby");
    }

    @Test
    void beansShowTheLastPublishedRecord() throws JMException {
        Boards.show(daemon.board, Links.veth(11, "ens11").link());
        Boards.show(daemon.board, Boards.master("primary"));
        assertThat(attributes(NETDEV)).containsEntry("Carrier", true).containsEntry("Role", "primary");

        Boards.show(daemon.board, Links.veth(11, "ens11").noCarrier().link());
        Boards.show(daemon.board, Boards.master("standby"));

        assertThat(attributes(NETDEV)).containsEntry("Carrier", false).containsEntry("OperState", "down");
        assertThat(attributes(MASTER)).containsEntry("Path", "standby");
    }

    @Test
    void everyAttributeOfAMasterIsReadable() throws JMException {
        Boards.show(daemon.board, Boards.master("primary"));

        Map<String, Object> attributes = attributes(MASTER);

        assertThat(attributes)
                .containsEntry("Name", "ens10")
                .containsEntry("State", "active")
                .containsEntry("Up", true)
                .containsEntry("Carrier", true)
                .containsEntry("Mac", Links.MAC.toString())
                .containsEntry("MtuBytes", 1500)
                .containsEntry("Path", "primary")
                .containsEntry("Steering", "bpf-probe")
                .containsEntry("Switches", 1)
                .containsEntry("TransmittedOnPrimary", 1L)
                .containsEntry("TransmittedOnStandby", 2L)
                .containsEntry("TransmitDropped", 3L)
                .containsEntry("SpeedMbits", 25_000)
                .containsEntry("ReceivedOnPrimary", 4L)
                .containsEntry("ReceivedOnStandby", 5L)
                .containsEntry("ReceiveDropped", 6L);
        assertThat((String[]) attributes.get("Slaves")).containsExactly("ens10nsby", "ens11");
        assertThat((String[]) attributes.get("Alarms")).containsExactly("an alarm");
        assertThat(attributes.get("Statistics"))
                .isInstanceOfSatisfying(
                        TabularData.class,
                        table -> assertThat(
                                        table.get(new Object[] {"rxPackets"}).get("value"))
                                .isEqualTo(12L));
        assertThat(attributes).hasSize(19);
    }

    @Test
    void aMasterOfWhichNothingIsKnownIsReadableToo() throws JMException {
        Boards.show(daemon.board, Boards.failed("ens10"));

        assertThat(attributes(MASTER)).containsEntry("State", "failed").containsEntry("TransmitDropped", 0L);
    }

    @Test
    void aLinkWithoutAnAddressIsReadableToo() throws JMException {
        Boards.show(daemon.board, Links.veth(11, "tun0").noAddress().link());

        assertThat(attributes(NETDEV))
                .containsEntry("Mac", "(null)")
                .containsEntry("Role", "")
                .containsEntry("FailoverMaster", "")
                .containsEntry("Journalled", true)
                .hasSize(11);
    }

    @Test
    void theDaemonsPartsAreReadable() throws JMException {
        assertThat(attributes("io.netfailover:type=Daemon"))
                .containsEntry("Version", "1.2.3")
                .containsEntry("UptimeSeconds", 60.0)
                .containsKey("Home")
                .hasSize(3);
        assertThat(attributes("io.netfailover:type=Netlink"))
                .containsEntry("Synced", true)
                .containsEntry("Links", 2)
                .containsEntry("Messages", 2L)
                .containsEntry("Bytes", 4L)
                .containsEntry("Overruns", 5L)
                .containsEntry("Malformed", 7L)
                .containsEntry("Resyncs", 3L)
                .containsEntry("Corrected", 4L)
                .containsEntry("ReceiveBufferBytes", 212992)
                .hasSize(9);
        assertThat(attributes("io.netfailover:type=Steering"))
                .containsEntry("Switches", 5L)
                .containsEntry("Reflexes", 6L)
                .containsEntry("LastReflexMicros", 7.5)
                .containsEntry("P99ReflexMicros", 8.0)
                .containsEntry("MaxReflexMicros", 8.5)
                .hasSize(5);
        TestHost.eventuallyEquals(() -> journalAttribute("Events"), 1L);
        assertThat(attributes("io.netfailover:type=Journal"))
                .containsEntry("Entities", 1L)
                .containsKeys("BytesOnDisk", "SchemaVersion")
                .hasSize(4);
    }

    private Object journalAttribute(String name) {
        try {
            return server.getAttribute(new ObjectName("io.netfailover:type=Journal"), name);
        } catch (JMException e) {
            throw new AssertionError("cannot read " + name, e);
        }
    }

    @Test
    void aLoggersLevelIsSetByAnOperation() throws JMException {
        String[] signature = {String.class.getName(), String.class.getName()};

        server.invoke(
                new ObjectName("io.netfailover:type=Daemon"),
                "setLogLevel",
                new Object[] {"io.netfailover.jmxtest", "debug"},
                signature);

        assertThat(LoggerFactory.getLogger("io.netfailover.jmxtest").isDebugEnabled())
                .isTrue();
    }
}
