package io.netfailover.api;

import static io.netfailover.api.MigrationFixtures.*;
import static org.assertj.core.api.Assertions.assertThat;

import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import io.netfailover.journal.MigrationEvent;
import io.netfailover.journal.MigrationEvent.IncarnationBegun;
import io.netfailover.journal.MigrationEvent.MigrationEnded;
import io.netfailover.journal.MigrationEvent.MigrationRequested;
import io.netfailover.journal.MigrationEvent.StepBegun;
import io.netfailover.journal.MigrationEvent.StepEnded;
import io.netfailover.journal.MigrationPlan;
import io.netfailover.journal.MigrationResult;
import io.netfailover.journal.MigrationState;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.MigrationView;
import io.netfailover.journal.PersistenceIds;
import io.netfailover.journal.StepOutcome;
import io.netfailover.types.MigrationId;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JournalledMigrationTest {
    private static final MigrationId FIRST = new MigrationId(VM1, 1);
    private static final MigrationId SECOND = new MigrationId(VM1, 2);
    private static final List<MigrationEvent> EVENTS = List.of(
            new MigrationRequested(FIRST, ORDER, "host:hv1 user:root", AT),
            new IncarnationBegun(1, "hv1", AT),
            new StepBegun(MigrationStep.CHECK_SOURCE, false, 1, AT),
            new StepEnded(
                    MigrationStep.CHECK_SOURCE,
                    false,
                    StepOutcome.REFUSED,
                    "vm1 is paused",
                    "resume it",
                    MigrationPlan.of(ORDER),
                    AT.plusMillis(5)),
            new MigrationEnded(MigrationResult.REFUSED, "vm1 is paused", "resume it", AT.plusMillis(6)),
            new MigrationRequested(SECOND, ORDER, "host:hv1 user:root", AT.plusSeconds(60)),
            new IncarnationBegun(2, "hv1", AT.plusSeconds(60)),
            new StepBegun(MigrationStep.CHECK_SOURCE, false, 1, AT.plusSeconds(60)));

    /** Journals what it is told, under the name of the domain's migrations. */
    private static final class Journalling
            extends EventSourcedBehavior<MigrationEvent, MigrationEvent, MigrationState> {
        private final CountDownLatch written;

        Journalling(CountDownLatch written) {
            super(PersistenceIds.migration(VM1));
            this.written = written;
        }

        @Override
        public MigrationState emptyState() {
            return MigrationState.Idle.NEVER;
        }

        @Override
        public CommandHandler<MigrationEvent, MigrationEvent, MigrationState> commandHandler() {
            return (state, event) -> Effect().persist(event).thenRun(next -> written.countDown());
        }

        @Override
        public EventHandler<MigrationState, MigrationEvent> eventHandler() {
            return MigrationState::apply;
        }

        @Override
        public String journalPluginId() {
            return "host-journal";
        }

        @Override
        public String snapshotPluginId() {
            return "host-snapshots";
        }
    }

    @Test
    void aMigrationIsToldFromItsEvents() throws Exception {
        try (TestDaemon daemon = new TestDaemon(Files.createTempDirectory("nfjou"), "")) {
            CountDownLatch written = new CountDownLatch(EVENTS.size());
            var entity = daemon.spawn(new Journalling(written), "vm1");
            EVENTS.forEach(entity::tell);
            assertThat(written.await(20, TimeUnit.SECONDS)).isTrue();

            MigrationView ended =
                    JournalledMigration.find(daemon.view().journal(), FIRST).orElseThrow();
            assertThat(ended.result()).contains(MigrationResult.REFUSED);
            assertThat(ended.phase()).isEqualTo("refused");
            assertThat(ended.endedAt()).contains(AT.plusMillis(6));
            assertThat(ended.timeline()).hasSize(1);

            MigrationView running =
                    JournalledMigration.find(daemon.view().journal(), SECOND).orElseThrow();
            assertThat(running.result()).isEmpty();
            assertThat(running.phase()).isEqualTo("running");
            assertThat(running.timeline().get(0).ended()).isEmpty();

            assertThat(JournalledMigration.find(daemon.view().journal(), new MigrationId(VM1, 3)))
                    .isEqualTo(Optional.empty());
            assertThat(ApiJson.write(JournalView.read(daemon.view().journal(), "migration/vm1", AT)))
                    .contains("\"entity\":\"migration|vm1\"", "\"id\":\"vm1-1\"", "\"step\":\"check-source\"");
        }
    }
}
