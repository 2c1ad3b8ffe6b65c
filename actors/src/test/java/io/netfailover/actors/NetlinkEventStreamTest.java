package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.netfailover.actors.NetlinkEventStream.Begin;
import io.netfailover.actors.NetlinkEventStream.Gone;
import io.netfailover.actors.NetlinkEventStream.LinkChanged;
import io.netfailover.actors.NetlinkEventStream.LinkRemoved;
import io.netfailover.actors.NetlinkEventStream.News;
import io.netfailover.actors.NetlinkEventStream.PictureLost;
import io.netfailover.actors.NetlinkEventStream.Seen;
import io.netfailover.actors.NetlinkEventStream.Synced;
import io.netfailover.netlink.Link;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NetlinkEventStreamTest {
    @RegisterExtension
    static final TestHost HOST = new TestHost();

    private static final Duration COMPARE = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Link ONE = Links.veth(1, "one").link();
    private static final Link TWO = Links.veth(2, "two").link();
    private static final Link TWO_DOWN = Links.veth(2, "two").down().link();
    private static final Link THREE = Links.veth(3, "three").link();

    private final TestProbe<News> published = HOST.probe();
    private final TestProbe<News> corrected = HOST.probe();
    private final Dumps kernel = new Dumps();
    private ActorRef<NetlinkEventStream.Command> stream =
            HOST.<NetlinkEventStream.Command>probe().ref();

    /** What the kernel shows; a dump shows it as it was when the dump began. */
    private static final class Dumps {
        final FakeDataPaths script = new FakeDataPaths();
        volatile List<Link> links = List.of();

        List<Link> dump() {
            List<Link> now = links;
            script.step("dump");
            return now;
        }
    }

    @BeforeEach
    void start() {
        stream = HOST.spawn(NetlinkEventStream.create(
                kernel::dump,
                HOST.effects(),
                COMPARE,
                new NetlinkEventStream.Audience() {
                    @Override
                    public void publish(News news) {
                        published.ref().tell(news);
                    }

                    @Override
                    public void correct(News news) {
                        corrected.ref().tell(news);
                    }
                },
                HOST.board()));
    }

    private void synced(Link... links) {
        kernel.links = List.of(links);
        stream.tell(Begin.BEGIN);
        published.receiveSeveralMessages(links.length + 1);
        if (links.length > 0) {
            corrected.receiveSeveralMessages(links.length);
        }
    }

    private void expectPublished(News... news) {
        assertThat(published.receiveSeveralMessages(news.length)).containsExactly(news);
    }

    private void expectCorrected(News... news) {
        assertThat(corrected.receiveSeveralMessages(news.length)).containsExactly(news);
    }

    private NetlinkStatus status() {
        return HOST.board().netlink();
    }

    private void eventuallyStatus(NetlinkStatus expected) {
        TestHost.eventually(() -> assertThat(status()).isEqualTo(expected));
    }

    @Test
    void theFirstDumpPublishesEveryLinkAndThenThatItIsWhole() {
        kernel.links = List.of(ONE, TWO);

        stream.tell(Begin.BEGIN);

        expectPublished(new Seen(ONE), new Seen(TWO), new Synced(2));
        expectCorrected(new Seen(ONE), new Seen(TWO));
        eventuallyStatus(new NetlinkStatus(true, 2, 0, 0));
    }

    @Test
    void nf34EventsArePublishedInOrder() {
        synced(ONE);

        stream.tell(new LinkChanged(TWO));
        stream.tell(new LinkChanged(TWO_DOWN));
        stream.tell(new LinkRemoved(TWO_DOWN));

        expectPublished(new Seen(TWO), new Seen(TWO_DOWN), new Gone(TWO_DOWN));
        eventuallyStatus(new NetlinkStatus(true, 1, 0, 0));
        corrected.expectNoMessage();
    }

    @Test
    void anEventThatChangesNothingIsNotPublished() {
        synced(ONE);

        stream.tell(new LinkChanged(Links.veth(1, "one").link()));
        stream.tell(new LinkRemoved(THREE));
        stream.tell(new LinkChanged(TWO));

        expectPublished(new Seen(TWO));
    }

    @Test
    void eventsDuringADumpWaitAndAreAppliedAfterItInOrder() {
        kernel.links = List.of(ONE, TWO);
        kernel.script.hold("dump");
        stream.tell(Begin.BEGIN);
        kernel.script.calls.await("dump");

        stream.tell(new LinkChanged(THREE));
        stream.tell(new LinkChanged(TWO_DOWN));
        stream.tell(new LinkRemoved(ONE));
        published.expectNoMessage();
        kernel.script.release("dump");

        expectPublished(
                new Seen(ONE), new Seen(TWO), new Seen(THREE), new Seen(TWO_DOWN), new Gone(ONE), new Synced(2));
    }

    @Test
    void aLossLeadsToANewDumpOfWhichOnlyDifferencesArePublished() {
        synced(ONE, TWO);
        kernel.links = List.of(TWO_DOWN, THREE);

        stream.tell(new PictureLost("ENOBUFS"));

        expectPublished(new Gone(ONE), new Seen(TWO_DOWN), new Seen(THREE), new Synced(2));
        expectCorrected(new Gone(ONE), new Seen(TWO_DOWN), new Seen(THREE));
        eventuallyStatus(new NetlinkStatus(true, 2, 1, 0));
    }

    @Test
    void thePictureIsNotWholeWhileADumpAfterALossIsUnderWay() {
        synced(ONE);
        kernel.script.hold("dump");

        stream.tell(new PictureLost("ENOBUFS"));

        eventuallyStatus(new NetlinkStatus(false, 1, 1, 0));
        kernel.script.release("dump");
        expectPublished(new Synced(1));
        eventuallyStatus(new NetlinkStatus(true, 1, 1, 0));
    }

    @Test
    void aLossDuringADumpTakesAnother() {
        kernel.links = List.of(ONE);
        kernel.script.hold("dump");
        stream.tell(Begin.BEGIN);
        kernel.script.calls.await("dump");
        stream.tell(new PictureLost("ENOBUFS"));
        kernel.links = List.of(ONE, TWO);

        kernel.script.release("dump");

        expectPublished(new Seen(ONE), new Synced(1), new Seen(TWO), new Synced(2));
        eventuallyStatus(new NetlinkStatus(true, 2, 1, 0));
        assertThat(kernel.script.calls.all()).containsExactly("dump", "dump");
    }

    @Test
    void aFailedDumpIsTriedAgain() {
        kernel.links = List.of(ONE);
        kernel.script.fail("dump", "Operation not permitted");
        stream.tell(Begin.BEGIN);
        kernel.script.calls.await("dump");
        published.expectNoMessage();

        kernel.script.mend("dump");
        TestHost.eventually(() -> {
            HOST.timePasses(RETRY);
            assertThat(kernel.script.calls.all()).hasSizeGreaterThanOrEqualTo(2);
        });

        expectPublished(new Seen(ONE), new Synced(1));
    }

    @Test
    void eventsThatWaitedForAFailedDumpAreNotLost() {
        kernel.script.hold("dump");
        kernel.script.fail("dump", "Operation not permitted");
        stream.tell(Begin.BEGIN);
        kernel.script.calls.await("dump");
        stream.tell(new LinkChanged(ONE));

        kernel.script.release("dump");

        expectPublished(new Seen(ONE));
        expectCorrected(new Seen(ONE));
    }

    @Test
    void theComparisonFindsWhatNoEventTold() {
        synced(ONE, TWO);
        kernel.links = List.of(ONE, TWO_DOWN);

        HOST.timePasses(COMPARE);

        expectPublished(new Seen(TWO_DOWN), new Synced(2));
        expectCorrected(new Seen(TWO_DOWN));
        eventuallyStatus(new NetlinkStatus(true, 2, 0, 1));
    }

    @Test
    void theComparisonFindsALinkThatWentSilently() {
        synced(ONE, TWO);
        kernel.links = List.of(ONE);

        HOST.timePasses(COMPARE);

        expectPublished(new Gone(TWO), new Synced(1));
        expectCorrected(new Gone(TWO));
        eventuallyStatus(new NetlinkStatus(true, 1, 0, 1));
    }

    @Test
    void aComparisonThatAgreesChangesNothing() {
        synced(ONE, TWO);

        HOST.timePasses(COMPARE);

        expectPublished(new Synced(2));
        corrected.expectNoMessage();
        eventuallyStatus(new NetlinkStatus(true, 2, 0, 0));
    }

    @Test
    void anEventThatArrivesDuringAComparisonIsNoCorrection() {
        synced(ONE);
        kernel.script.hold("dump");
        HOST.timePasses(COMPARE);
        kernel.script.calls.await("dump", 2);

        stream.tell(new LinkChanged(TWO));
        kernel.script.release("dump");

        expectPublished(new Seen(TWO), new Synced(2));
        eventuallyStatus(new NetlinkStatus(true, 2, 0, 0));
    }

    @Test
    void whatADumpShowsBeforeItsEventIsAppliedIsNoCorrection() {
        synced(ONE);
        kernel.links = List.of(ONE, TWO);
        kernel.script.hold("dump");
        HOST.timePasses(COMPARE);
        kernel.script.calls.await("dump", 2);

        stream.tell(new LinkChanged(TWO));
        kernel.script.release("dump");

        expectPublished(new Seen(TWO), new Synced(2));
        eventuallyStatus(new NetlinkStatus(true, 2, 0, 0));
    }

    @Test
    void aComparisonThatIsDueDuringADumpTakesNoOther() {
        synced(ONE);
        kernel.script.hold("dump");
        HOST.timePasses(COMPARE);
        kernel.script.calls.await("dump", 2);

        HOST.timePasses(COMPARE);
        kernel.script.release("dump");

        expectPublished(new Synced(1));
        eventuallyStatus(new NetlinkStatus(true, 1, 0, 0));
        published.expectNoMessage();
        assertThat(kernel.script.calls.all()).hasSize(2);
    }

    @Test
    void theListenerPassesWhatTheReceiverHears() {
        synced(ONE);

        NetlinkEventStream.listener(stream).linkChanged(TWO);
        NetlinkEventStream.listener(stream).linkRemoved(ONE);
        expectPublished(new Seen(TWO), new Gone(ONE));
        kernel.links = List.of(TWO);
        NetlinkEventStream.listener(stream).pictureLost("truncated datagram");
        expectPublished(new Synced(1));
    }
}
