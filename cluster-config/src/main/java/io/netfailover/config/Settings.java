package io.netfailover.config;

import com.typesafe.config.Config;
import io.netfailover.types.HostName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a daemon was told, parsed and validated once at its start; {@code reference-netfailover.conf} explains every key.
 *
 * @param netdevs whose transitions are journalled
 * @param recoveryTimeout how long the journal may let an entity wait for its next events while it recovers
 * @param snapshotEvery events of one entity between two of its snapshots
 * @param remediate whether addresses and DHCP clients are taken off slaves
 * @param effectDeadline how long one change of the kernel may take
 * @param bootIdFile where the kernel says which boot this is
 * @param host what this host is called in the fleet
 * @param fleet absent: this host migrates nothing
 * @param actorSystem what the actor system {@code host} is made of: the file's own {@code akka} keys over our defaults, without the
 *     journal's part, which comes from the persistence module, and without Akka's own reference
 */
public record Settings(
        NetfailoverHome home,
        JournalledNetdevs netdevs,
        Duration recoveryTimeout,
        int snapshotEvery,
        Steering steering,
        boolean remediate,
        Netlink netlink,
        Duration effectDeadline,
        Api api,
        Log log,
        Path bootIdFile,
        HostName host,
        Optional<FleetSettings> fleet,
        HypervisorSettings hypervisor,
        MigrationSettings migration,
        VfSettings vf,
        Config actorSystem) {
    private static final int KIB = 1024;
    private static final int GIB = KIB * KIB * KIB;

    /** Whose transitions are journalled. */
    public enum JournalledNetdevs {
        /** Masters, their slaves, and links that may become slaves. */
        RELEVANT,
        ALL
    }

    /**
     * How the steering thread is scheduled; empty: as the kernel does by itself.
     *
     * @param cpu that it is pinned to
     * @param realTimePriority of SCHED_FIFO, 1 to 99
     */
    public record Steering(Optional<Integer> cpu, Optional<Integer> realTimePriority) {}

    /**
     * @param receiveBufferBytes of the netlink socket, before the kernel doubles it for its bookkeeping
     * @param compareInterval between two comparisons of our picture with a fresh dump
     * @param carrierWatch between two looks at the carrier of a slave, zero for none
     */
    public record Netlink(int receiveBufferBytes, Duration compareInterval, Duration carrierWatch) {}

    /** @param allowedUids who may use the socket besides root and the daemon's own user */
    public record Api(Path socket, List<Integer> allowedUids) {}

    /** @param json one JSON object a line instead of text */
    public record Log(Level level, boolean json) {}

    /** Levels as Logback has them. */
    public enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    /**
     * Reads {@code configFile}, or the home's own file, which need not exist.
     *
     * @throws InvalidSettingException when the file cannot be used, naming the key, the place and what is allowed
     */
    public static Settings load(NetfailoverHome home, Optional<Path> configFile) {
        return load(home, configFile, false);
    }

    /** @param remediate as if the file said so */
    public static Settings load(NetfailoverHome home, Optional<Path> configFile, boolean remediate) {
        Config config = ConfigParts.merged(home, configFile);
        SettingReader reader = new SettingReader(config, "netfailover");
        HostName host = HostSettings.read(reader);
        Settings settings = new Settings(
                home,
                reader.oneOf(JournalledNetdevs.class, "journal.netdevs"),
                reader.duration("journal.recovery-timeout", Duration.ofSeconds(1), Duration.ofHours(1)),
                reader.number("snapshot-every", 1, 1_000_000),
                new Steering(
                        reader.optionalNumber("steering.cpu", 0, 8191),
                        reader.optionalNumber("steering.real-time-priority", 1, 99)),
                reader.flag("masters.remediate") || remediate,
                new Netlink(
                        reader.bytes("netlink.receive-buffer", 64 * KIB, GIB),
                        reader.duration("netlink.compare-interval", Duration.ofMillis(100), Duration.ofHours(24)),
                        reader.duration("netlink.carrier-watch", Duration.ZERO, Duration.ofMinutes(1))),
                reader.duration("effects.deadline", Duration.ofMillis(100), Duration.ofMinutes(10)),
                new Api(socket(home, reader), reader.numbers("api.allowed-uids", 0)),
                new Log(reader.oneOf(Level.class, "log.level"), reader.flag("log.json")),
                Path.of(reader.text("boot-id-file")),
                host,
                FleetSettings.read(reader, host, home.configDirectory()),
                HypervisorSettings.read(reader, home.configDirectory()),
                MigrationSettings.read(reader),
                VfSettings.read(reader, home.configDirectory()),
                config.withoutPath("netfailover"));
        reader.refuseUnknownKeys();
        return settings;
    }

    private static Path socket(NetfailoverHome home, SettingReader reader) {
        String key = "api.socket";
        return reader.optionalText(key)
                .map(text -> NetfailoverHome.checkedSocket(
                        home.run().resolve(text), "netfailover." + key, "Choose a shorter one."))
                .orElseGet(home::apiSocket);
    }
}
