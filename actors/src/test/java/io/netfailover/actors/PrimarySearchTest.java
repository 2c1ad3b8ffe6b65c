package io.netfailover.actors;

import static io.netfailover.actors.MasterViewTest.DEFINITION;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.actors.NetlinkEventStream.Gone;
import io.netfailover.actors.NetlinkEventStream.Seen;
import io.netfailover.actors.PrimarySearch.Refuse;
import io.netfailover.actors.PrimarySearch.Release;
import io.netfailover.actors.PrimarySearch.Take;
import io.netfailover.journal.MasterState.Active;
import io.netfailover.journal.MasterState.Slave;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;
import io.netfailover.types.Path;
import io.netfailover.types.Steering;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrimarySearchTest {
    private static final Link PRIMARY = Links.veth(11, "ens11").link();
    private static final Link SECOND = Links.veth(14, "ens14").link();

    private final MasterView view = new MasterView(List.of(
            Links.veth(12, "ens10").link(),
            Links.veth(13, "ens10x").link(),
            Links.veth(10, "ens10nsby").link()));

    @BeforeEach
    void serve() {
        view.serve(new FakeDataPaths().establish(DEFINITION));
    }

    private static Active active(Optional<Slave> primary) {
        return new Active(
                DEFINITION,
                TestHost.key(12),
                TestHost.key(13),
                TestHost.key(10),
                Steering.BPF_PROBE,
                primary,
                Path.STANDBY);
    }

    private static Active without() {
        return active(Optional.empty());
    }

    private static Active with(Link primary) {
        return active(Optional.of(new Slave(TestHost.key(primary.ifIndex().value()), primary.name())));
    }

    private Optional<PrimarySearch.Step> next(Active active, Optional<IfIndex> taken) {
        return PrimarySearch.next(active, taken, view, TestHost.IDENTITY);
    }

    private Optional<PrimarySearch.Step> nextTaken(Link primary) {
        return next(with(primary), Optional.of(primary.ifIndex()));
    }

    @Test
    void withoutACandidateThereIsNothingToDo() {
        assertThat(next(without(), Optional.empty())).isEmpty();
    }

    @Test
    void nf06ALinkThatPairsIsTaken() {
        view.hear(new Seen(PRIMARY));

        assertThat(next(without(), Optional.empty())).contains(new Take(PRIMARY));
    }

    @Test
    void aPrimaryThatIsTakenAndPresentIsLeftAlone() {
        view.hear(new Seen(PRIMARY));

        assertThat(nextTaken(PRIMARY)).isEmpty();
    }

    @Test
    void aJournalledPrimaryIsTakenAgainAfterARestart() {
        view.hear(new Seen(PRIMARY));

        assertThat(next(with(PRIMARY), Optional.empty())).contains(new Take(PRIMARY));
    }

    @Test
    void nf32AJournalledPrimaryThatIsGoneIsReleased() {
        assertThat(nextTaken(PRIMARY)).contains(new Release(new Slave(TestHost.key(11), "ens11")));
    }

    @Test
    void aPrimaryOfAnEarlierBootIsGoneThoughItsIndexIsThere() {
        view.hear(new Seen(PRIMARY));
        LinkKey earlier = new LinkKey("11111111-4b5a-6978-8796-a5b4c3d2e1f0", 4026531840L, new IfIndex(11));
        Slave slave = new Slave(earlier, "ens11");

        assertThat(next(active(Optional.of(slave)), Optional.empty())).contains(new Release(slave));
    }

    @Test
    void nf08ASecondPrimaryIsRefusedOnce() {
        view.hear(new Seen(PRIMARY));
        view.hear(new Seen(SECOND));
        String reason = "a primary is registered already: ens11";

        assertThat(nextTaken(PRIMARY)).contains(new Refuse(SECOND, reason));
        view.refuse(SECOND, reason);
        assertThat(nextTaken(PRIMARY)).isEmpty();
    }

    @Test
    void nf08TheSecondPrimaryTakesOverWhenTheFirstLeaves() {
        view.hear(new Seen(PRIMARY));
        view.hear(new Seen(SECOND));
        view.refuse(SECOND, "a primary is registered already: ens11");

        view.hear(new Gone(PRIMARY));
        assertThat(nextTaken(PRIMARY)).contains(new Release(new Slave(TestHost.key(11), "ens11")));
        view.forgetRefusals();
        assertThat(next(without(), Optional.empty())).contains(new Take(SECOND));
    }

    @Test
    void nf11ALinkOfABridgeIsRefusedUntilItLeavesTheBridge() {
        Link enslaved = Links.veth(11, "ens11").master(3).link();
        view.hear(new Seen(enslaved));

        assertThat(next(without(), Optional.empty())).contains(new Refuse(enslaved, "it belongs to link 3 already"));
        view.refuse(enslaved, "it belongs to link 3 already");
        assertThat(next(without(), Optional.empty())).isEmpty();
        view.hear(new Seen(PRIMARY));
        assertThat(next(without(), Optional.empty())).contains(new Take(PRIMARY));
    }

    @Test
    void aRefusedLinkDoesNotHideTheNextCandidate() {
        Link enslaved = Links.veth(11, "ens11").master(3).link();
        view.hear(new Seen(enslaved));
        view.hear(new Seen(SECOND));
        view.refuse(enslaved, "it belongs to link 3 already");

        assertThat(next(without(), Optional.empty())).contains(new Take(SECOND));
    }
}
