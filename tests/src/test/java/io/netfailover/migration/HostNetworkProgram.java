package io.netfailover.migration;

import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.PacketSocket;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfAdmin;
import io.netfailover.types.VfRef;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Run in a guest: does what its arguments say, in their order, and prints what comes of each. */
public final class HostNetworkProgram {
    static final String MAC = "52:54:00:00:00:10";
    static final VfRef VF = new VfRef("pf0", 1, new PciAddress("0000:42:02.1"));
    static final VfAdmin FRESH =
            new VfAdmin(new MacAddress(0), 0, 0, "802.1Q", 0, 0, Optional.of(false), Optional.of(false), "auto");
    static final VfAdmin GUESTS = new VfAdmin(
            MacAddress.parse(MAC), 100, 5, "802.1Q", 200, 1000, Optional.of(true), Optional.of(true), "enable");

    private HostNetworkProgram() {}

    public static void main(String[] arguments) {
        try (KernelNetwork network = KernelNetwork.open(Map.of(), List.of())) {
            for (String argument : arguments) {
                System.out.println(argument + ": " + outcome(network, argument.split(" ")));
            }
        }
    }

    private static Object outcome(KernelNetwork network, String[] words) {
        MacAddress mac = MacAddress.parse(MAC);
        try {
            switch (words[0]) {
                case "admin" -> {
                    return network.vfAdmin(VF);
                }
                case "give" -> network.setVfAdmin(VF, GUESTS);
                case "clear" -> network.setVfAdmin(VF, GUESTS.withMac(new MacAddress(0)));
                case "restore" -> network.setVfAdmin(VF, FRESH);
                case "overflow" ->
                    network.setVfAdmin(
                            VF, new VfAdmin(mac, 5000, 0, "802.1Q", 0, 0, Optional.empty(), Optional.empty(), "auto"));
                case "missing" -> network.vfAdmin(new VfRef("pf0", 9, VF.pci()));
                case "link" -> {
                    return network.link(words[1]).orElseThrow();
                }
                case "tap" -> network.forwardToTap(words[1], mac);
                case "uplink" -> network.forwardToUplink(words[1], mac);
                case "stop" -> network.stopForwarding(words[1], mac);
                case "announce" -> {
                    return announced(network, words[1], mac);
                }
                case "forwarding" -> {
                    return network.forwarding(mac);
                }
                default -> throw new IllegalArgumentException(words[0]);
            }
            return "done";
        } catch (HostNetworkException e) {
            return "refused: " + e.getMessage();
        }
    }

    /** What the frame that leaves by the link has behind its addresses: its tag, if it has one, and its ethertype. */
    private static String announced(KernelNetwork network, String name, MacAddress mac) {
        try (RouteSocket kernel = RouteSocket.open();
                PacketSocket socket = PacketSocket.open(
                                kernel.link(name).orElseThrow().ifIndex(), PacketSocket.EVERY_ETHER_TYPE)
                        .receivingFrom(mac)) {
            network.announce(name, mac, List.of());
            return socket.receive(Duration.ofSeconds(5))
                    .map(frame -> HexFormat.of().formatHex(frame, 12, 18))
                    .orElse("nothing");
        }
    }
}
