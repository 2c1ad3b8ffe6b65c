package io.netfailover.campaign.crash;

import io.netfailover.hypervisor.Domain;
import io.netfailover.journal.HostAgentEvent;
import io.netfailover.journal.HostAgentState;
import io.netfailover.journal.MigrationEvent;
import io.netfailover.journal.MigrationResult;
import io.netfailover.journal.MigrationState;
import io.netfailover.journal.MigrationStep.Side;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What both hosts and the journals say when a migration is over. */
final class CrashVerdict {
    private final World world;
    private final List<MigrationEvent> events;
    private final Map<Side, HostAgentState> agents = new EnumMap<>(Side.class);
    private final int ticks;

    /** @param ticks how long it took, in seconds */
    CrashVerdict(World world, List<MigrationEvent> events, Map<Side, List<HostAgentEvent>> agentEvents, int ticks) {
        this.world = world;
        this.events = events;
        this.ticks = ticks;
        agentEvents.forEach((side, told) -> {
            HostAgentState state = HostAgentState.EMPTY;
            for (HostAgentEvent event : told) {
                state = state.apply(event);
            }
            agents.put(side, state);
        });
    }

    List<String> objections() {
        List<String> objections = new ArrayList<>(world.objections());
        MigrationState state = MigrationState.Idle.NEVER;
        for (MigrationEvent event : events) {
            state = state.apply(event);
        }
        if (!(state instanceof MigrationState.Idle)) {
            objections.add("not ended after " + ticks + " s: " + state);
        }
        long running = agents.keySet().stream()
                .filter(side -> world.at(side).domain.equals(Optional.of(Domain.State.RUNNING)))
                .count();
        if (running != 1) {
            objections.add("the VM runs on " + running + " hosts");
        }
        agents.forEach((side, agent) -> {
            if (!agent.open().isEmpty()) {
                objections.add(side + " has journalled no end of " + agent.open());
            }
        });
        return objections;
    }

    Optional<MigrationResult> result() {
        return events.stream()
                .filter(MigrationEvent.MigrationEnded.class::isInstance)
                .map(event -> ((MigrationEvent.MigrationEnded) event).result())
                .reduce((first, last) -> last);
    }

    /** What must be as after a clean run. */
    String picture() {
        StringBuilder picture = new StringBuilder(world.picture());
        agents.forEach((side, agent) -> picture.append(side + ": VFs held " + List.copyOf(agent.holdings()) + "\n"));
        return picture.toString();
    }

    String story() {
        return events.stream().map(event -> brief(event) + "\n").collect(Collectors.joining());
    }

    private static String brief(MigrationEvent event) {
        if (event instanceof MigrationEvent.StepEnded ended) {
            return "ended " + (ended.undo() ? "undo " : "") + ended.step() + " " + ended.outcome() + " "
                    + ended.words();
        } else if (event instanceof MigrationEvent.StepBegun begun) {
            return "begun " + (begun.undo() ? "undo " : "") + begun.step() + " #" + begun.attempt();
        } else if (event instanceof MigrationEvent.MigrationTurned turned) {
            return "turned towards " + turned.towards() + ": " + turned.reason();
        } else if (event instanceof MigrationEvent.IncarnationBegun begun) {
            return "incarnation " + begun.number() + " on " + begun.node();
        } else if (event instanceof MigrationEvent.MigrationEnded end) {
            return "ended as " + end.result() + ": " + end.words();
        }
        return event.getClass().getSimpleName();
    }
}
