package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import io.netfailover.actors.Alarms.Judged;
import io.netfailover.types.AlarmKind;
import io.netfailover.types.IfIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AlarmWatchTest {
    @RegisterExtension
    static final TestHost HOST = new TestHost();

    private static final AlarmCondition PF_DOWN = new AlarmCondition(AlarmKind.PF_DOWN, "link pf0", "no link");

    private final TestProbe<Alarms.Command> alarms = HOST.probe();
    private final Set<Set<IfIndex>> asked = new CopyOnWriteArraySet<>();
    private final AtomicReference<Map<IfIndex, List<String>>> uses = new AtomicReference<>(Map.of());

    private void start() {
        HOST.spawn(AlarmWatch.create(
                HOST.services(),
                slaves -> {
                    asked.add(slaves);
                    return uses.get();
                },
                alarms.ref()));
    }

    private void synced(boolean synced) {
        HOST.board().publish(new NetlinkStatus(synced, 2, 0, 0));
        HOST.board().publishReady();
    }

    /** What it tells next. */
    private Judged next() {
        List<Judged> told = new ArrayList<>();
        TestHost.eventually(() -> {
            HOST.timePasses(Duration.ofSeconds(1));
            told.add((Judged) alarms.receiveMessage(Duration.ofMillis(100)));
        });
        return told.get(0);
    }

    private List<AlarmKind> look() {
        return next().conditions().stream().map(AlarmCondition::kind).toList();
    }

    @Test
    void whatStandsTwiceIsTold() {
        HOST.board().addAlarmSource(() -> List.of(PF_DOWN));
        synced(true);
        start();

        assertThat(look()).isEmpty();
        assertThat(look()).containsExactly(AlarmKind.PF_DOWN);
    }

    @Test
    void whoUsesSlavesIsAskedForThoseThatAreRegistered() {
        Boards.show(HOST.board(), Links.veth(11, "ens11").link());
        Boards.show(HOST.board(), Boards.master("primary").withAlarms(List.of()));
        uses.set(Map.of(new IfIndex(11), List.of("has the address 192.0.2.1/24")));
        synced(true);
        start();

        look();

        assertThat(look()).containsExactly(AlarmKind.SLAVE_ADDRESS);
        assertThat(asked).containsExactly(Set.of(new IfIndex(10), new IfIndex(11)));
    }

    @Test
    void beforeTheHostIsKnownNothingIsToldUntilThePictureIsStale() {
        HOST.board().addAlarmSource(() -> List.of(PF_DOWN));
        synced(false);
        start();

        Judged told = next();

        assertThat(told.whole()).isFalse();
        assertThat(told.conditions()).extracting(AlarmCondition::kind).containsExactly(AlarmKind.PICTURE_STALE);
    }
}
