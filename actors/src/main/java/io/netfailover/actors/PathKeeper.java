package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.pattern.StatusReply;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EffectFactories;
import io.netfailover.actors.MasterProtocol.Command;
import io.netfailover.actors.MasterProtocol.Outcome;
import io.netfailover.actors.MasterProtocol.Prompt;
import io.netfailover.datapath.Neighbourhood.PathProbe;
import io.netfailover.datapath.Neighbourhood.Question;
import io.netfailover.journal.MasterEvent;
import io.netfailover.journal.MasterEvent.PathSwitched;
import io.netfailover.journal.MasterEvent.PolicySet;
import io.netfailover.journal.MasterPolicy;
import io.netfailover.journal.MasterState;
import io.netfailover.journal.MasterState.Active;
import io.netfailover.journal.MasterState.Slave;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Path;
import io.netfailover.types.Reselect;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of a master that serves its policy: takes it, has switches announced, and finds out for {@link Steering} what links alone do
 * not tell, whether a path leads somewhere and how fast it is.
 */
final class PathKeeper {
    private final MasterDesk desk;
    private final EffectFactories<MasterEvent, MasterState> effect;
    private final TimerScheduler<Command> timers;
    private final Map<IfIndex, Probing> probes = new HashMap<>();
    /** Slaves whose speed was asked for, and whether they had carrier then. */
    private final Map<IfIndex, Boolean> speeds = new HashMap<>();

    private int announcementsLeft;

    private record Probing(Question question, PathProbe probe) {}

    PathKeeper(MasterDesk desk, EffectFactories<MasterEvent, MasterState> effect, TimerScheduler<Command> timers) {
        this.desk = desk;
        this.effect = effect;
        this.timers = timers;
    }

    /**
     * Before steering begins, or begins anew.
     *
     * @return the slaves to be taken for silent until they answer: a primary that was not in use, perhaps for that reason
     */
    Set<IfIndex> begin(Active active) {
        close();
        if (active.path() == Path.STANDBY
                && !active.definition().policyInForce().probeTargets().isEmpty()) {
            slave(active, Path.PRIMARY).ifPresent(primary -> desk.view().heard(primary, false));
        }
        return desk.view().silent();
    }

    Effect<MasterEvent, MasterState> onSetPolicy(MasterState state, MasterProtocol.SetPolicy set) {
        if (!(state instanceof Active active)) {
            refuse(set.replyTo(), "it is not in service", "see 'netfailover master show " + desk.name() + "'");
            return effect.none();
        }
        MasterPolicy before = active.definition().policyInForce();
        MasterPolicy policy;
        try {
            policy = PolicySettings.change(before, set.changes());
        } catch (IllegalArgumentException e) {
            refuse(set.replyTo(), String.valueOf(e.getMessage()), "see 'netfailover master set --help'");
            return effect.none();
        }
        if (policy.equals(before)) {
            set.replyTo().tell(StatusReply.success(Outcome.UNCHANGED));
            return effect.none();
        }
        return effect.persist(new PolicySet(policy, set.requestedBy(), desk.now()))
                .thenRun(next -> {
                    desk.say("policy-set", "policy set by " + set.requestedBy() + ": " + set.changes());
                    Active changed = (Active) next;
                    desk.house().inventory().tell(new Inventory.MasterRecovered(changed.definition()));
                    desk.house().steering().tell(new Steering.Obey(desk.name(), policy));
                    desk.view().forgetRefusals(); // another link may be the one that is wanted
                    desk.context().getSelf().tell(Prompt.LOOK_FOR_PRIMARY);
                    attend(changed);
                    desk.publish(next);
                    set.replyTo().tell(StatusReply.success(Outcome.SET));
                });
    }

    private void refuse(ActorRef<StatusReply<Outcome>> caller, String why, String advice) {
        caller.tell(StatusReply.error(
                new RefusedException("the policy of master '" + desk.name() + "' is not set: " + why, advice)));
    }

    /** @param recovered the master was in service already when the daemon started */
    Effect<MasterEvent, MasterState> onSwitched(Active active, Steering.PathSwitched told, boolean recovered) {
        announcementsLeft = active.definition().policyInForce().announceCount();
        announce(active, told.to()); // now, not when the journal has it: neighbours send to the old path until then
        PathSwitched event =
                new PathSwitched(active.path(), told.to(), told.reason(), told.first() && recovered, desk.now());
        return effect.persist(event).thenRun(next -> {
            desk.view().switched(event);
            String words = MasterView.word(event.from()) + " -> " + MasterView.word(event.to()) + ", " + event.reason();
            desk.say("path-switched", "path " + words);
            desk.effects().setCarrier(event.to() != Path.NONE);
            attend((Active) next);
            desk.publish(next);
        });
    }

    /** A carrier that did not follow the path, as when the kernel refused it, follows it now. */
    void keepCarrier(Active active) {
        boolean wanted = active.path() != Path.NONE;
        if (desk.view()
                .master()
                .filter(link -> link.isUp() && link.carrier() != wanted)
                .isPresent()) {
            desk.effects().setCarrier(wanted);
        }
    }

    void onHeld(Active active, boolean held) {
        desk.view().hold(held);
        desk.publish(active);
    }

    /** The next of the announcements that follow a switch. */
    void announce(Active active) {
        announce(active, active.path());
    }

    private void announce(Active active, Path path) {
        Optional<IfIndex> slave = slave(active, path);
        if (slave.isEmpty() || announcementsLeft == 0) {
            timers.cancel(Prompt.ANNOUNCE);
            return;
        }
        announcementsLeft--;
        desk.effects().announce(slave.get());
        if (announcementsLeft > 0) {
            timers.startSingleTimer(
                    Prompt.ANNOUNCE, active.definition().policyInForce().announceInterval());
        }
    }

    private static Optional<IfIndex> slave(Active active, Path path) {
        return switch (path) {
            case PRIMARY -> active.primary().map(Slave::key).map(key -> key.ifIndex());
            case STANDBY -> Optional.of(active.standby().ifIndex());
            case NONE -> Optional.empty();
        };
    }

    /** Probes and looks at what the policy wants to be known; called whenever path, policy or slaves may have changed. */
    void attend(Active active) {
        if (desk.effects().dataPath().isEmpty()) {
            return;
        }
        Set<IfIndex> slaves = Stream.of(Path.PRIMARY, Path.STANDBY)
                .flatMap(path -> slave(active, path).stream())
                .collect(Collectors.toSet());
        MasterPolicy policy = active.definition().policyInForce();
        probe(policy, slave(active, active.path()), slaves);
        speeds.keySet().retainAll(slaves);
        if (policy.reselect() == Reselect.BETTER) {
            slaves.forEach(this::lookAtSpeed);
        } else {
            speeds.clear();
        }
    }

    /** The path in use; and those on which nobody answers, to see them return. */
    private void probe(MasterPolicy policy, Optional<IfIndex> inUse, Set<IfIndex> slaves) {
        Question question = new Question(policy.probeTargets(), policy.probeInterval(), policy.probeMisses());
        Set<IfIndex> wanted = slaves.stream()
                .filter(slave -> desk.view().silent().contains(slave) || inUse.equals(Optional.of(slave)))
                .filter(slave -> !question.targets().isEmpty())
                .collect(Collectors.toSet());
        Map.copyOf(probes).forEach((slave, probing) -> {
            if (!wanted.contains(slave) || !probing.question().equals(question)) {
                probing.probe().close();
                probes.remove(slave);
                heard(slave, true);
            }
        });
        for (IfIndex slave : wanted) {
            probes.computeIfAbsent(slave, absent -> new Probing(question, start(slave, question)));
        }
    }

    private PathProbe start(IfIndex slave, Question question) {
        ActorRef<Command> self = desk.context().getSelf();
        return desk.effects()
                .dataPath()
                .orElseThrow()
                .neighbourhood()
                .probe(slave, question, answers -> self.tell(new MasterProtocol.Probed(slave, answers)));
    }

    /** From a probe; one that was closed meanwhile has no say. */
    void onProbed(Active active, MasterProtocol.Probed probed) {
        if (probes.containsKey(probed.slave())) {
            heard(probed.slave(), probed.answers());
            attend(active);
        }
    }

    private void heard(IfIndex slave, boolean answers) {
        if (desk.view().heard(slave, answers)) {
            String name = desk.view().link(slave).map(Link::name).orElse("link " + slave);
            desk.say("path-probed", answers ? name + " reaches a probe target" : name + " reaches no probe target");
            desk.house().steering().tell(new Steering.Probed(desk.name(), slave, answers));
        }
    }

    /** A speed is known only with carrier. */
    private void lookAtSpeed(IfIndex slave) {
        boolean carrier =
                desk.view().link(slave).filter(Link::isRunningWithCarrier).isPresent();
        if (!Boolean.valueOf(carrier).equals(speeds.put(slave, carrier))) {
            if (carrier) {
                desk.effects().readSpeed(slave);
            } else {
                onSpeedRead(new MasterProtocol.SpeedRead(slave, OptionalInt.empty()));
            }
        }
    }

    void onSpeedRead(MasterProtocol.SpeedRead read) {
        desk.house().steering().tell(new Steering.SpeedSeen(desk.name(), read.slave(), read.mbits()));
    }

    /** Asks nobody any more. */
    void close() {
        probes.values().forEach(probing -> probing.probe().close());
        probes.clear();
        desk.view().forgetPaths();
        speeds.clear();
        announcementsLeft = 0;
    }
}
