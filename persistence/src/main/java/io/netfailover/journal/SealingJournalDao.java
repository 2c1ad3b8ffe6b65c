package io.netfailover.journal;

import akka.NotUsed;
import akka.japi.function.Function;
import akka.persistence.PersistentRepr;
import akka.persistence.jdbc.config.JournalConfig;
import akka.persistence.jdbc.journal.dao.DefaultJournalDao;
import akka.persistence.jdbc.journal.dao.JournalTables.JournalAkkaSerializationRow;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import akka.stream.scaladsl.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.collection.immutable.Set;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Failure;
import scala.util.Success;
import scala.util.Try;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/** The library's journal with every row sealed to its persistence id and sequence number; a row that is damaged or missing fails the recovery. */
public final class SealingJournalDao extends DefaultJournalDao {
    private final RecordSeals seals;

    /** As the plugin constructs the class named by {@code dao}. */
    public SealingJournalDao(
            JdbcBackend.DatabaseDef db,
            JdbcProfile profile,
            JournalConfig journalConfig,
            Serialization serialization,
            ExecutionContext ec,
            Materializer mat) {
        super(db, profile, journalConfig, serialization, ec, mat);
        this.seals = new RecordSeals(serialization);
    }

    @Override
    public Future<BoxedUnit> writeJournalRows(Seq<Tuple2<JournalAkkaSerializationRow, Set<String>>> rows) {
        List<Tuple2<JournalAkkaSerializationRow, Set<String>>> sealed = new ArrayList<>();
        for (var row : CollectionConverters.asJava(rows)) {
            sealed.add(new Tuple2<>(sealed(row._1()), row._2()));
        }
        return super.writeJournalRows(CollectionConverters.asScala(sealed).toSeq());
    }

    private static JournalAkkaSerializationRow sealed(JournalAkkaSerializationRow row) {
        RecordPlace place = RecordPlace.event(row.persistenceId(), row.sequenceNumber());
        SealedRecord record = SealedRecord.seal(place, row.eventSerManifest(), row.eventSerId(), row.eventPayload());
        return new JournalAkkaSerializationRow(
                row.ordering(),
                row.deleted(),
                row.persistenceId(),
                row.sequenceNumber(),
                row.writer(),
                row.writeTimestamp(),
                row.adapterManifest(),
                record.toBytes(),
                SealedRecordSerializer.IDENTIFIER,
                record.manifest(),
                row.metaPayload(),
                row.metaSerId(),
                row.metaSerManifest());
    }

    @Override
    public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messages(
            String persistenceId, long fromSequenceNr, long toSequenceNr, long max) {
        return super.messages(persistenceId, fromSequenceNr, toSequenceNr, max)
                .asJava()
                .statefulMapConcat(Opening::new)
                .asScala();
    }

    /**
     * Opens one run of an entity's events. It ends at the first that is damaged or missing: the rest repeat its failure, because the
     * library reports the last failure of a batch.
     */
    private final class Opening
            implements Function<Try<Tuple2<PersistentRepr, Object>>, Iterable<Try<Tuple2<PersistentRepr, Object>>>> {
        private long previous;
        private Optional<Try<Tuple2<PersistentRepr, Object>>> failure = Optional.empty();

        @Override
        public Iterable<Try<Tuple2<PersistentRepr, Object>>> apply(Try<Tuple2<PersistentRepr, Object>> read) {
            if (failure.isEmpty()) {
                Try<Tuple2<PersistentRepr, Object>> opened = read.isFailure() ? read : opened(read.get());
                if (opened.isSuccess()) {
                    return List.of(opened);
                }
                failure = Optional.of(opened);
            }
            return List.of(failure.get());
        }

        private Try<Tuple2<PersistentRepr, Object>> opened(Tuple2<PersistentRepr, Object> read) {
            PersistentRepr repr = read._1();
            RecordPlace place = RecordPlace.event(repr.persistenceId(), repr.sequenceNr());
            try {
                Object event = seals.open(place, repr.payload());
                requireNoGapBefore(place);
                return new Success<>(new Tuple2<>(repr.withPayload(event), read._2()));
            } catch (RuntimeException e) {
                return new Failure<>(e);
            }
        }

        /** Only the first events of an entity are ever deleted, so after one that is there the next one follows. */
        private void requireNoGapBefore(RecordPlace place) {
            if (previous != 0 && place.sequenceNumber() != previous + 1) {
                throw new CorruptRecordException(place, "it follows event " + previous + ", those between are missing");
            }
            previous = place.sequenceNumber();
        }
    }
}
