package io.netfailover.journal;

import akka.persistence.SnapshotMetadata;
import akka.persistence.jdbc.config.SnapshotConfig;
import akka.persistence.jdbc.snapshot.dao.DefaultSnapshotDao;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/** The library's snapshots, sealed as the journal's rows are. */
public final class SealingSnapshotDao extends DefaultSnapshotDao {
    private final RecordSeals seals;
    private final ExecutionContext ec;

    /** As the plugin constructs the class named by {@code dao}. */
    public SealingSnapshotDao(
            JdbcBackend.DatabaseDef db,
            JdbcProfile profile,
            SnapshotConfig snapshotConfig,
            Serialization serialization,
            ExecutionContext ec,
            Materializer mat) {
        super(db, profile, snapshotConfig, serialization, ec, mat);
        this.seals = new RecordSeals(serialization);
        this.ec = ec;
    }

    @Override
    public Future<BoxedUnit> save(SnapshotMetadata metadata, Object snapshot) {
        return Future.delegate(() -> super.save(metadata, seals.seal(placeOf(metadata), snapshot)), ec);
    }

    @Override
    public Future<Option<Tuple2<SnapshotMetadata, Object>>> latestSnapshot(String persistenceId) {
        return opened(super.latestSnapshot(persistenceId));
    }

    @Override
    public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxTimestamp(
            String persistenceId, long maxTimestamp) {
        return opened(super.snapshotForMaxTimestamp(persistenceId, maxTimestamp));
    }

    @Override
    public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNr(
            String persistenceId, long maxSequenceNr) {
        return opened(super.snapshotForMaxSequenceNr(persistenceId, maxSequenceNr));
    }

    @Override
    public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNrAndMaxTimestamp(
            String persistenceId, long maxSequenceNr, long maxTimestamp) {
        return opened(super.snapshotForMaxSequenceNrAndMaxTimestamp(persistenceId, maxSequenceNr, maxTimestamp));
    }

    private Future<Option<Tuple2<SnapshotMetadata, Object>>> opened(
            Future<Option<Tuple2<SnapshotMetadata, Object>>> read) {
        return read.map(found -> found.map(this::opened), ec);
    }

    private Tuple2<SnapshotMetadata, Object> opened(Tuple2<SnapshotMetadata, Object> read) {
        return new Tuple2<>(read._1(), seals.open(placeOf(read._1()), read._2()));
    }

    private static RecordPlace placeOf(SnapshotMetadata metadata) {
        return RecordPlace.snapshot(metadata.persistenceId(), metadata.sequenceNr());
    }
}
