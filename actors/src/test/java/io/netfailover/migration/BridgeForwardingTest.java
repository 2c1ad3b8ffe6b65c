package io.netfailover.migration;

import static io.netfailover.migration.NetworkLab.GUEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.migration.Forwarding.Kind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** FDB entries on a real bridge, read by {@code bridge} besides. */
final class BridgeForwardingTest {
    private final NetworkLab lab = new NetworkLab();
    private final KernelNetwork network = lab.open();

    @AfterEach
    void remove() {
        network.close();
        lab.close();
    }

    @Test
    void uplinkEntryIsSelfPermanentAndGivenOnce() {
        network.forwardToUplink("up0", GUEST);
        network.forwardToUplink("up0", GUEST);

        assertThat(fdb()).containsExactly(GUEST + " dev up0 self permanent");
        assertThat(network.forwarding(GUEST)).containsExactly(new Forwarding("up0", GUEST, Kind.SELF));
    }

    @Test
    void tapEntryIsStaticAndStickyAndGivenOnce() {
        network.forwardToTap("tap0", GUEST);
        network.forwardToTap("tap0", GUEST);

        assertThat(fdb())
                .allMatch(line -> line.contains("dev tap0 ") && line.contains("sticky") && line.contains("static"));
        assertThat(network.forwarding(GUEST)).containsExactly(new Forwarding("tap0", GUEST, Kind.STATIC));
    }

    @Test
    void entryForAnotherPortIsStaleAndReplaced() {
        lab.host("bridge fdb add " + GUEST + " dev other master static");
        assertThat(network.forwarding(GUEST)).containsExactly(new Forwarding("other", GUEST, Kind.STATIC));

        network.forwardToTap("tap0", GUEST);

        assertThat(network.forwarding(GUEST)).containsExactly(new Forwarding("tap0", GUEST, Kind.STATIC));
        assertThat(fdb()).allMatch(line -> line.contains("sticky"));
    }

    @Test
    void stickyEntryForAnotherPortIsStaleToo() {
        lab.host("bridge fdb add " + GUEST + " dev other master static sticky");

        network.forwardToTap("tap0", GUEST);

        assertThat(network.forwarding(GUEST)).containsExactly(new Forwarding("tap0", GUEST, Kind.STATIC));
    }

    @Test
    void permanentEntryOfTheTapWouldKeepFramesOnTheHostAndIsReplaced() {
        lab.host("bridge fdb add " + GUEST + " dev tap0 master");
        assertThat(network.forwarding(GUEST)).containsExactly(new Forwarding("tap0", GUEST, Kind.LOCAL));

        network.forwardToTap("tap0", GUEST);

        assertThat(network.forwarding(GUEST)).containsExactly(new Forwarding("tap0", GUEST, Kind.STATIC));
    }

    @Test
    void permanentEntryOfAnotherPortIsReplaced() {
        lab.host("bridge fdb add " + GUEST + " dev up0 master permanent");

        network.forwardToTap("tap0", GUEST);

        assertThat(network.forwarding(GUEST)).containsExactly(new Forwarding("tap0", GUEST, Kind.STATIC));
    }

    @Test
    void entryThatCouldRoamIsMadeSticky() {
        lab.host("bridge fdb add " + GUEST + " dev tap0 master static");

        network.forwardToTap("tap0", GUEST);

        assertThat(fdb()).isNotEmpty().allMatch(line -> line.contains("sticky"));
    }

    @Test
    void learnedEntryIsReplaced() {
        lab.host("bridge fdb add " + GUEST + " dev up0 master dynamic");
        assertThat(network.forwarding(GUEST)).containsExactly(new Forwarding("up0", GUEST, Kind.LEARNED));

        network.forwardToTap("tap0", GUEST);

        assertThat(network.forwarding(GUEST)).containsExactly(new Forwarding("tap0", GUEST, Kind.STATIC));
    }

    @Test
    void bothEntriesStandSideBySideInTheOrderOfLinks() {
        network.forwardToTap("tap0", GUEST);
        network.forwardToUplink("up0", GUEST);

        assertThat(network.forwarding(GUEST))
                .containsExactlyInAnyOrder(
                        new Forwarding("up0", GUEST, Kind.SELF), new Forwarding("tap0", GUEST, Kind.STATIC))
                .isSortedAccordingTo(
                        (one, two) -> lab.index("host", one.link()).compareTo(lab.index("host", two.link())));
    }

    @Test
    void stoppingRemovesWhatWasMade() {
        network.forwardToTap("tap0", GUEST);
        network.forwardToUplink("up0", GUEST);

        network.stopForwarding("tap0", GUEST);
        network.stopForwarding("up0", GUEST);
        network.stopForwarding("up0", GUEST);

        assertThat(fdb()).isEmpty();
    }

    @Test
    void stoppingLeavesWhatTheBridgeLearned() {
        lab.host("bridge fdb add " + GUEST + " dev up0 master dynamic");
        network.forwardToUplink("up0", GUEST);

        network.stopForwarding("up0", GUEST);

        assertThat(network.forwarding(GUEST)).containsExactly(new Forwarding("up0", GUEST, Kind.LEARNED));
    }

    @Test
    void linkThatIsGoneHasTakenItsEntriesAlong() {
        network.forwardToTap("tap0", GUEST);
        lab.host("ip link del tap0");

        network.stopForwarding("tap0", GUEST);

        assertThat(network.forwarding(GUEST)).isEmpty();
    }

    @Test
    void tapOutsideOfABridgeIsRefusedWithAdvice() {
        lab.host("ip link set tap0 nomaster");

        assertThatThrownBy(() -> network.forwardToTap("tap0", GUEST))
                .isInstanceOfSatisfying(HostNetworkException.class, e -> {
                    assertThat(e).hasMessage("tap0 is no port of a bridge");
                    assertThat(e.advice()).isEqualTo("make it one: ip link set tap0 master BRIDGE");
                });
    }

    @Test
    void portThatHasTheGuestsAddressItselfIsNamed() {
        lab.host("ip link set br0 address 02:00:00:00:00:01"); // else it takes the lowest of its ports
        lab.host("ip link set other address " + GUEST);

        assertThatThrownBy(() -> network.forwardToTap("tap0", GUEST))
                .isInstanceOf(HostNetworkException.class)
                .hasMessage("other itself has the address " + GUEST + ", so br0 keeps frames for it on the host");
    }

    @Test
    void missingLinkIsNamed() {
        assertThatThrownBy(() -> network.forwardToUplink("up9", GUEST))
                .isInstanceOf(HostNetworkException.class)
                .hasMessage("this host has no link up9");
    }

    private List<String> fdb() {
        return lab.host("bridge fdb show")
                .lines()
                .filter(line -> line.contains(GUEST.toString()))
                .map(String::strip)
                .toList();
    }
}
