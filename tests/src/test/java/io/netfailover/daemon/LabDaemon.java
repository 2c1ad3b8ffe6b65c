package io.netfailover.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.lab.Daemon;
import io.netfailover.lab.Lab;
import io.netfailover.lab.LabAddresses;
import io.netfailover.lab.LabException;
import io.netfailover.lab.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;

/** A daemon of the build in the guest of a lab of its own. */
final class LabDaemon implements AutoCloseable {
    static final Path PROGRAM = Path.of("..", "netfailover").toAbsolutePath().normalize();
    private static final Duration LIMIT = Duration.ofSeconds(15);

    final Lab lab = Lab.build();
    final Daemon daemon = new Daemon(lab, PROGRAM);

    void configure(String hocon) {
        try {
            Files.createDirectories(lab.home());
            Files.writeString(lab.home().resolve("netfailover.conf"), hocon);
        } catch (IOException e) {
            throw new LabException("cannot configure the daemon: " + e);
        }
    }

    /** The master once it is as wanted. */
    JsonNode awaitMaster(Predicate<JsonNode> wanted) {
        if (!Wait.until(() -> wanted.test(daemon.master(Lab.STANDBY)), LIMIT)) {
            throw new LabException(
                    "the master never came to be as wanted: " + daemon.master(Lab.STANDBY) + "\n" + daemon.logTail());
        }
        return daemon.master(Lab.STANDBY);
    }

    JsonNode createMaster(String... options) {
        String[] command = new String[options.length + 5];
        System.arraycopy(new String[] {"master", "create", Lab.STANDBY, "--standby", Lab.STANDBY}, 0, command, 0, 5);
        System.arraycopy(options, 0, command, 5, options.length);
        daemon.run(command).orFail();
        lab.guest().ip("link", "set", Lab.STANDBY, "up").orFail();
        return awaitMaster(master -> master.path("path").asText().equals("primary"));
    }

    /** To the master, or to the NIC that is to become its standby. */
    void giveAddress() {
        lab.guest()
                .ip("address", "add", LabAddresses.GUEST + "/" + LabAddresses.PREFIX, "dev", Lab.STANDBY)
                .orFail();
    }

    @Override
    public void close() {
        lab.close();
    }
}
