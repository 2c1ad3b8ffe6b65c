package io.netfailover.api;

import io.netfailover.actors.Boards;
import io.netfailover.actors.FleetPort;
import io.netfailover.actors.MigrationBoard;
import io.netfailover.journal.NodeMessage;
import io.netfailover.journal.NodeMessage.Answer;
import io.netfailover.journal.NodeMessage.CancelRequest;
import io.netfailover.journal.NodeMessage.MigrateRequest;
import io.netfailover.journal.NodeMessage.Probe;
import io.netfailover.journal.NodeMessage.Probed;
import io.netfailover.journal.NodeMessage.ResumeRequest;
import io.netfailover.types.HostName;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Answers by script, at once; what the script has no answer to is lost. */
final class ScriptedFleet implements FleetPort {
    record ToHost(HostName host, NodeMessage.ToHost message) {}

    final MigrationBoard board = new MigrationBoard();
    final BlockingQueue<NodeMessage.ToMigration> toMigrations = new LinkedBlockingQueue<>();
    final BlockingQueue<ToHost> toHosts = new LinkedBlockingQueue<>();
    volatile Function<String, Optional<Answer>> answers = request -> Optional.empty();
    volatile BiFunction<HostName, Probe, Optional<Probed>> probes = (host, probe) -> Optional.empty();

    @Override
    public void toHost(HostName host, NodeMessage.ToHost message) {
        toHosts.add(new ToHost(host, message));
        if (message instanceof Probe probe) {
            probes.apply(host, probe).ifPresent(probed -> Boards.answer(board, probed));
        }
    }

    @Override
    public void toMigration(NodeMessage.ToMigration message) {
        toMigrations.add(message);
        answers.apply(request(message)).ifPresent(answer -> Boards.answer(board, answer));
    }

    static String request(NodeMessage.ToMigration message) {
        if (message instanceof MigrateRequest migrate) {
            return migrate.request();
        } else if (message instanceof CancelRequest cancel) {
            return cancel.request();
        }
        return ((ResumeRequest) message).request();
    }
}
