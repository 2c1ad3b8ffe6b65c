package io.netfailover.jmx;

import io.netfailover.actors.MigrationBoard;
import io.netfailover.journal.MigrationResult;
import io.netfailover.journal.MigrationView;
import io.netfailover.journal.MigrationView.MoveProgress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what was last shown and never asks an actor. */
record MigrationsBean(MigrationBoard board) implements MigrationsMXBean {
    private Stream<MigrationView> underWay() {
        return board.migrations().stream().filter(view -> view.result().isEmpty());
    }

    private int ended(MigrationResult result) {
        return (int) board.migrations().stream()
                .filter(view -> view.result().equals(Optional.of(result)))
                .count();
    }

    @Override
    public int getRunning() {
        return (int) underWay().count();
    }

    @Override
    public int getDegraded() {
        return (int) underWay().filter(view -> view.phase().equals("degraded")).count();
    }

    @Override
    public int getCompleted() {
        return ended(MigrationResult.COMPLETED);
    }

    @Override
    public int getRefused() {
        return ended(MigrationResult.REFUSED);
    }

    @Override
    public int getRolledBack() {
        return ended(MigrationResult.ROLLED_BACK);
    }

    @Override
    public int getLost() {
        return ended(MigrationResult.LOST);
    }

    @Override
    public List<String> getUnderWay() {
        return underWay()
                .map(view -> view.id() + " " + view.phase() + ": " + view.words())
                .toList();
    }

    @Override
    public long getTransferredBytes() {
        return underWay()
                .flatMap(view -> view.progress().stream())
                .mapToLong(MoveProgress::transferredBytes)
                .sum();
    }

    @Override
    public int getFreeVfs() {
        return board.vfs().size() - getHeldVfs();
    }

    @Override
    public int getHeldVfs() {
        return (int) board.vfs().stream().filter(vf -> vf.holding().isPresent()).count();
    }
}
