package io.netfailover.hypervisor.qmp;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import io.netfailover.types.DomainName;
import io.netfailover.types.MacAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code netfailover.hypervisor.qemu}. */
public final class QemuConfiguration {
    private static final Config DEFAULTS = ConfigFactory.parseString("""
            first-port = 49152
            last-port = 49215
            domains {}
            """);
    private static final Config DOMAIN = ConfigFactory.parseString("multifd-channels = 0");

    private QemuConfiguration() {}

    /**
     * @param run where what we know of our QEMUs is kept; it must not outlive a boot
     * @param address where migrations are awaited
     * @throws IllegalArgumentException with the key and what is wrong with it
     */
    public static QmpSettings read(Config qemu, Path run, String address) {
        try {
            Config config = qemu.withFallback(DEFAULTS);
            List<QemuDomain> domains = new ArrayList<>();
            for (String name : config.getObject("domains").keySet()) {
                domains.add(domain(
                        new DomainName(name),
                        config.getConfig("domains." + ConfigUtil.quoteString(name))
                                .withFallback(DOMAIN)));
            }
            return new QmpSettings(domains, run, address, config.getInt("first-port"), config.getInt("last-port"));
        } catch (ConfigException | IllegalArgumentException e) {
            throw new IllegalArgumentException("netfailover.hypervisor.qemu: " + e.getMessage(), e);
        }
    }

    private static QemuDomain domain(DomainName name, Config config) {
        return new QemuDomain(
                name,
                config.getStringList("command"),
                Path.of(config.getString("qmp")),
                text(config, "guest-agent").map(Path::of),
                config.getConfigList("pairs").stream()
                        .map(QemuConfiguration::pair)
                        .toList(),
                config.getInt("multifd-channels"),
                text(config, "tls-credentials"));
    }

    private static QemuPair pair(Config config) {
        return new QemuPair(
                config.getString("standby"),
                config.getString("primary"),
                config.getString("tap"),
                MacAddress.parse(config.getString("mac")),
                config.getObject("device").unwrapped());
    }

    private static Optional<String> text(Config config, String key) {
        return config.hasPath(key) ? Optional.of(config.getString(key)) : Optional.empty();
    }
}
