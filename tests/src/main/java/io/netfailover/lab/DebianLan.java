package io.netfailover.lab;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A bridge in a namespace, a DHCP server on it, and the taps of a guest's NICs on two hosts. */
public final class DebianLan implements AutoCloseable {
    public static final String GATEWAY = "192.168.50.1";
    private static final String BRIDGE = "br0";

    private final LabNamespace namespace;
    private final Path leases;
    private final Path log;
    private final Process dnsmasq;

    private DebianLan(LabNamespace namespace, Path leases, Path log, Process dnsmasq) {
        this.namespace = namespace;
        this.leases = leases;
        this.log = log;
        this.dnsmasq = dnsmasq;
    }

    static DebianLan make(LabNamespace namespace, Path directory, List<String> taps) {
        Command.run("ip", "netns", "add", namespace.name()).orFail();
        ip(namespace, "link set lo up");
        ip(namespace, "link add " + BRIDGE + " type bridge forward_delay 0 mcast_snooping 0");
        ip(namespace, "address add " + GATEWAY + "/24 dev " + BRIDGE);
        ip(namespace, "link set " + BRIDGE + " up");
        for (String tap : taps) {
            ip(namespace, "tuntap add dev " + tap + " mode tap");
            ip(namespace, "link set " + tap + " master " + BRIDGE + " up");
        }
        Path leases = directory.resolve("leases");
        Path log = directory.resolve("dnsmasq");
        List<String> command = namespace.inside(List.of(
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--user=root",
                "--pid-file=",
                "--log-facility=-",
                "--log-dhcp",
                "--interface=" + BRIDGE,
                "--bind-interfaces",
                "--port=0",
                "--dhcp-authoritative",
                "--dhcp-range=192.168.50.10,192.168.50.99,1h",
                "--dhcp-option=option:router," + GATEWAY,
                "--dhcp-leasefile=" + leases));
        Process dnsmasq = Command.start(new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()));
        return new DebianLan(namespace, leases, log, dnsmasq);
    }

    private static void ip(LabNamespace namespace, String arguments) {
        namespace.ip(arguments.split(" ", -1)).orFail();
    }

    /** Nobody reaches anybody, as in a guest that is prepared before it is given its network; NICs keep their carrier. */
    public void cut() {
        ip(namespace, "link set " + BRIDGE + " down");
    }

    /** Undoes {@link #cut}. */
    public void mend() {
        ip(namespace, "link set " + BRIDGE + " up");
    }

    /** The addresses that are leased, each once, however often it was. */
    public List<String> leases() {
        try {
            if (!Files.exists(leases)) {
                return List.of();
            }
            List<String> addresses = new ArrayList<>();
            for (String line : Files.readAllLines(leases)) {
                String[] fields = line.split(" ", -1); // until, MAC address, address, name, client id
                if (fields.length >= 3 && fields[2].startsWith("192.168.50.")) {
                    addresses.add(fields[2]);
                }
            }
            return addresses;
        } catch (IOException e) {
            throw new LabException("cannot read " + leases + ": " + e.getMessage(), e);
        }
    }

    /** Whether that address answers the gateway. */
    public boolean reaches(String address) {
        List<String> ping = namespace.inside(List.of("ping", "-c", "1", "-W", "2", address));
        return Command.run(ping.toArray(String[]::new)).exit() == 0;
    }

    /** The last of what the server said. */
    public String log() {
        String text = Leftovers.text(log).strip();
        return text.substring(Math.max(0, text.length() - 1000));
    }

    @Override
    public void close() {
        Command.kill(dnsmasq.toHandle());
        List<ProcessHandle> all = new ArrayList<>(namespace.processes());
        all.add(dnsmasq.toHandle());
        all.forEach(Command::kill);
        Leftovers.awaitEnd(all);
        Command.run("ip", "netns", "delete", namespace.name()).orFail();
    }
}
