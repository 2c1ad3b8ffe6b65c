package io.netfailover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Runs the capture program of {@code netlink-io} in a 6.1 guest and brings its golden files home: {@code tests/guest/capture}. */
public final class GuestCapture {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration CARRIER_LIMIT = Duration.ofSeconds(20);

    private static final String PROGRAM = "python3 /tmp/capture_guest.py /tmp/out ";

    private GuestCapture() {}

    public static void main(String[] arguments) throws IOException {
        Path netlink = Program.root().resolve("netlink-io/src/test");
        Path golden = netlink.resolve("resources/io/netfailover/netlink/replies-6.1");
        try (Guest guest = Guest.boot(GuestSpec.failover().withNetdevsim().withPython())) {
            for (String program : List.of("capture.py", "capture_guest.py")) {
                guest.write(
                        "/tmp/" + program,
                        Files.readAllBytes(netlink.resolve("capture").resolve(program)));
            }
            if (!guest.until(
                    "ip link set eth0 up && [ $(ip -o link | grep -c 'master eth0.*LOWER_UP\\|LOWER_UP.*master eth0') = 2 ]",
                    CARRIER_LIMIT)) {
                throw new LabException("the master has not both slaves running: "
                        + guest.run("ip link").out());
            }
            guest.run(PROGRAM + "links", LIMIT).orFail();
            events(guest, "primary-unplugged", guest::unplugPrimary);
            events(guest, "primary-plugged", guest::plugPrimary);
            Trees.delete(golden);
            Files.createDirectories(golden);
            unpack(guest.output("tar -C /tmp/out -c ."), golden);
            System.out.println(guest.run("ls /tmp/out | wc -l").out().strip() + " files from Linux "
                    + guest.run("uname -r").out().strip() + " in " + golden);
        }
    }

    private static void events(Guest guest, String name, Runnable cause) {
        Guest.Running listening = guest.start(PROGRAM + "events " + name);
        if (!guest.until("[ -e /tmp/listening ]", LIMIT)) {
            throw new LabException("the capture program does not listen");
        }
        cause.run();
        listening.await(LIMIT).orFail();
    }

    private static void unpack(byte[] archive, Path folder) throws IOException {
        Path file = Files.createTempFile("guest-capture", ".tar");
        try {
            Files.write(file, archive);
            Command.run("tar", "-x", "--no-same-owner", "-f", file.toString(), "-C", folder.toString())
                    .orFail();
        } finally {
            Files.delete(file);
        }
    }
}
