package io.netfailover.actors;

import io.netfailover.journal.MigrationState.Running;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.MigrationStep.Side;
import io.netfailover.journal.MigrationView;
import io.netfailover.journal.NodeMessage;
import io.netfailover.journal.NodeMessage.CancelMove;
import io.netfailover.journal.NodeMessage.Locate;
import io.netfailover.journal.NodeMessage.Seal;
import io.netfailover.journal.NodeMessage.Shown;
import io.netfailover.journal.NodeMessage.StepRequest;
import io.netfailover.journal.StepRecord;
import io.netfailover.journal.Whereabouts;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The two hosts of a migration, as its present incarnation knows them, and what it says to them. */
final class MigrationHosts {
    private final FleetPort fleet;
    private final DomainName domain;
    /** Those that have promised to obey no earlier incarnation. */
    private final Set<Side> sealed = EnumSet.noneOf(Side.class);

    private final Set<Side> silent = EnumSet.noneOf(Side.class);
    private final Map<Side, Whereabouts> located = new EnumMap<>(Side.class);

    MigrationHosts(FleetPort fleet, DomainName domain) {
        this.fleet = fleet;
        this.domain = domain;
    }

    static HostName host(Running running, Side side) {
        return side == Side.SOURCE
                ? running.plan().order().source()
                : running.plan().order().destination();
    }

    static Side side(Running running, HostName host) {
        return host.equals(running.plan().order().source()) ? Side.SOURCE : Side.DESTINATION;
    }

    /** Another incarnation or another migration begins: nothing is known. */
    void forget() {
        unseal();
        located.clear();
    }

    /** Both are asked for their promise again, so that a host that was restarted meanwhile answers at once. */
    void unseal() {
        sealed.clear();
        silent.clear();
    }

    void unseal(Side side) {
        sealed.remove(side);
    }

    boolean isSealed(Side side) {
        return sealed.contains(side);
    }

    /** @return whether it was silent until now */
    boolean seal(Side side) {
        sealed.add(side);
        return silent.remove(side);
    }

    void askSeal(Running running, Side side) {
        fleet.toHost(host(running, side), new Seal(domain, running.number()));
    }

    /** What can be done on the other host goes on. */
    void fallSilent(Side side) {
        silent.add(side);
    }

    void heard(Side side) {
        silent.remove(side);
    }

    Set<Side> silent() {
        return silent;
    }

    /** @return the request, to ask again: asked for twice it is done once */
    StepRequest ask(Running running, StepRecord step) {
        StepRequest request = new StepRequest(
                running.id(), running.number(), step.step(), step.undo(), step.attempt(), running.plan());
        ask(running, request);
        return request;
    }

    void ask(Running running, StepRequest request) {
        fleet.toHost(host(running, request.step().side()), request);
    }

    void cancelMove(Running running) {
        fleet.toHost(host(running, Side.SOURCE), new CancelMove(running.id(), running.number()));
    }

    static boolean isMoving(Running running) {
        return running.current()
                .filter(step -> step.step() == MigrationStep.MIGRATE && !step.undo())
                .isPresent();
    }

    /** Where the VM is has to be found out. */
    void lose() {
        located.clear();
    }

    /** Asks where the VM is each host that has not said so, for its promise first. */
    void askWhere(Running running) {
        for (Side side : Side.values()) {
            if (!sealed.contains(side)) {
                askSeal(running, side);
            } else if (!located.containsKey(side)) {
                fleet.toHost(host(running, side), new Locate(domain, running.number()));
            }
        }
    }

    /** @return whether both have said it now */
    boolean locate(Side side, Whereabouts where) {
        located.put(side, where);
        return located.size() == Side.values().length;
    }

    Optional<Whereabouts> located(Side side) {
        return Optional.ofNullable(located.get(side));
    }

    void answer(HostName host, NodeMessage.Answer answer) {
        fleet.toHost(host, answer);
    }

    /** Both show it to whoever looks. */
    void show(MigrationView view) {
        fleet.toHost(view.order().source(), new Shown(view));
        fleet.toHost(view.order().destination(), new Shown(view));
    }
}
