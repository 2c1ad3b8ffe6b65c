package io.netfailover.migration;

import static io.netfailover.migration.NetworkLab.GUEST;
import static io.netfailover.migration.NetworkLab.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.migration.HostNetwork.GuestPath;
import io.netfailover.os.PacketSocket;
import io.netfailover.os.announce.Announcer;
import io.netfailover.os.announce.ArpFrames;
import io.netfailover.os.announce.ReportVersion;
import io.netfailover.os.announce.Station;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A guest whose kernel answers for itself, asked from the host of its tap. */
final class GuestPathTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(400);

    private final NetworkLab lab = new NetworkLab();
    private final KernelNetwork network = lab.open();

    @AfterEach
    void remove() {
        network.close();
        lab.close();
    }

    @Test
    void answerFromTheTapIsTheStandbys() {
        lab.guestUses("standby", "10.9.0.2/24");

        assertThat(ask(SOON, ip("10.9.0.2"))).hasValue(GuestPath.STANDBY);
    }

    @Test
    void answerByTheUplinkIsThePrimarys() {
        lab.guestUses("primary", "10.9.0.2/24");

        assertThat(ask(SOON, ip("10.9.0.2"))).hasValue(GuestPath.PRIMARY);
    }

    @Test
    void knownIpv6AddressesAreSolicited() {
        lab.guestUses("primary", "fd00::2/64", "fe80::2/64");

        assertThat(ask(SOON, ip("fd00::2"))).hasValue(GuestPath.PRIMARY);
    }

    @Test
    void withoutAddressesTheLinkLocalOneOfTheMacIsSolicited() {
        lab.guestUses("primary", "fe80::5054:ff:fe00:10/64");
        assertThat(ask(SOON)).hasValue(GuestPath.PRIMARY);

        lab.guestUses("standby", "fe80::5054:ff:fe00:10/64");
        assertThat(ask(SOON)).hasValue(GuestPath.STANDBY);
    }

    @Test
    void silentGuestIsUnknownAtTheDeadline() {
        long startNs = System.nanoTime();

        assertThat(ask(SHORT, ip("10.9.0.2"))).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isBetween(SHORT, SHORT.plusSeconds(2));
    }

    @Test
    void linkThatIsDownLeavesTheOther() {
        lab.guestUses("standby", "10.9.0.2/24");
        lab.host("ip link set up0 down");

        assertThat(ask(SOON, ip("10.9.0.2"))).hasValue(GuestPath.STANDBY);
    }

    /** QEMU announces all NICs of a VM that has arrived, and a link that comes up reports its groups, before the guest uses them. */
    @Test
    void whatANicSaysOfItselfIsNotTheGuestsPath() {
        lab.guestUses("primary");
        whileTheGuestBroadcastsBy("primary", () -> assertThat(ask(SOON)).hasValue(GuestPath.PRIMARY));

        whileTheGuestSends(
                "primary",
                guest -> {
                    guest.announce(Station.of(GUEST), List.of());
                    guest.join(
                            Station.of(GUEST),
                            (Inet6Address) ip("fe80::5054:ff:fe00:10"),
                            List.of((Inet6Address) ip("ff02::1:ff00:10")),
                            ReportVersion.OLDER);
                },
                () -> assertThat(ask(SHORT, ip("10.9.0.2"))).isEmpty());
    }

    @Test
    void framesThatTheBridgeSendsToTheTapAreNotTheStandbys() {
        lab.guestUses("primary");

        whileTheGuestBroadcastsBy("primary", () -> assertThat(ask(SOON)).hasValue(GuestPath.PRIMARY));
    }

    @Test
    void framesThatASwitchSendsBackAreStillTheStandbys() {
        lab.guestUses("standby");
        lab.fabric("bridge link set dev port0 hairpin on");

        whileTheGuestBroadcastsBy("standby", () -> assertThat(ask(SOON)).hasValue(GuestPath.STANDBY));
    }

    @Test
    void addressThatTheGuestNamesItselfIsAskedForLaterAndAnnounced() {
        lab.guestUses("standby", "10.9.0.2/24");
        whileTheGuestBroadcastsBy("standby", () -> assertThat(ask(SOON)).hasValue(GuestPath.STANDBY));

        lab.guestUses("primary", "10.9.0.2/24");
        assertThat(ask(SOON)).hasValue(GuestPath.PRIMARY);
        assertThat(announced()).containsExactly(0x0806, 0x0806);
    }

    @Test
    void addressesAreAnnouncedBeyondTheUplink() {
        assertThat(announced(ip("10.9.0.2"), ip("fd00::2"))).containsExactly(0x0806, 0x0806, 0x86dd);
    }

    @Test
    void guestWithoutKnownAddressesIsAnnouncedByRarp() {
        assertThat(announced()).containsExactly(0x8035);
    }

    private Optional<GuestPath> ask(Duration deadline, InetAddress... addresses) {
        return lab.inHost(() -> network.guestPath("tap0", "up0", GUEST, List.of(addresses), deadline));
    }

    /** The announcement of 10.9.0.2, as a guest's kernel sends it. */
    private void whileTheGuestBroadcastsBy(String link, Runnable work) {
        whileTheGuestSends(
                link,
                guest -> guest.send(ArpFrames.gratuitousRequest(Station.of(GUEST), (Inet4Address) ip("10.9.0.2"))),
                work);
    }

    /** Each 10 ms. */
    private void whileTheGuestSends(String link, Consumer<Announcer> what, Runnable work) {
        AtomicBoolean over = new AtomicBoolean();
        try (Announcer guest = lab.namespace("guest").call(() -> Announcer.open(lab.index("guest", link)))) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                while (!over.get()) {
                    what.accept(guest);
                    LockSupport.parkNanos(10_000_000);
                }
            });
            try {
                work.run();
            } finally {
                over.set(true);
                sending.join();
            }
        }
    }

    /** The ethertypes of what arrived from the guest's address at the other end of the uplink. */
    private List<Integer> announced(InetAddress... addresses) {
        List<Integer> etherTypes = new ArrayList<>();
        try (PacketSocket fabric = lab.namespace("fabric")
                .call(() -> PacketSocket.open(lab.index("fabric", "port0"), PacketSocket.EVERY_ETHER_TYPE)
                        .ignoringOutgoing()
                        .receivingFrom(GUEST))) {
            lab.inHost(() -> {
                network.announce("up0", GUEST, Arrays.asList(addresses));
                return true;
            });
            for (Optional<byte[]> frame = fabric.receive(SOON);
                    frame.isPresent();
                    frame = fabric.receive(Duration.ofMillis(100))) {
                etherTypes.add((int) ByteBuffer.wrap(frame.get()).getShort(12) & 0xffff);
            }
        }
        return etherTypes;
    }
}
