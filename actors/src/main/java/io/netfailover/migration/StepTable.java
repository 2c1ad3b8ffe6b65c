package io.netfailover.migration;

import io.netfailover.journal.MigrationPair;
import io.netfailover.journal.MigrationPlan;
import io.netfailover.journal.MigrationStep;
import io.netfailover.migration.StepRow.Action;
import io.netfailover.migration.StepRow.Verification;
import io.netfailover.types.VfAdmin;
import io.netfailover.types.VfRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The saga's table: for each step its deadline, what it does, how that is verified, and how it is undone. */
final class StepTable {
    private StepTable() {}

    static StepRow row(MigrationStep step) {
        return switch (step) {
            case CHECK_SOURCE ->
                row(
                        step,
                        15,
                        Checks::source,
                        Verification.NOTHING,
                        Action.NOTHING,
                        Verification.NOTHING,
                        StepTable::none);
            case CHECK_DESTINATION ->
                row(
                        step,
                        15,
                        Checks::destination,
                        Verification.NOTHING,
                        Action.NOTHING,
                        Verification.NOTHING,
                        StepTable::none);
            case RESERVE_VF ->
                row(
                        step,
                        10,
                        VfSteps::reserve,
                        Verification.NOTHING,
                        VfSteps::release,
                        Verification.NOTHING,
                        StepTable::none);
            case SNAPSHOT_VF ->
                row(
                        step,
                        10,
                        VfSteps::snapshot,
                        Verification.NOTHING,
                        Action.NOTHING,
                        Verification.NOTHING,
                        each(pair -> pair.sourceVf().stream()
                                .map(vf -> "ip -d link show " + vf.pf())
                                .toList()));
            case PREPARE_FDB ->
                row(
                        step,
                        10,
                        ForwardingSteps::toUplink,
                        ForwardingSteps::notToUplink,
                        ForwardingSteps::stop,
                        ForwardingSteps::stillForwarding,
                        each(pair -> List.of(toUplink(pair))));
            case STANDBY_UP ->
                row(
                        step,
                        10,
                        GuestSteps::standbyUp,
                        GuestSteps::standbyIsDown,
                        GuestSteps::standbyDownAgain,
                        Verification.NOTHING,
                        plan -> setLink(plan, "up"));
            case FEED_BOTH ->
                row(
                        step,
                        10,
                        ForwardingSteps::toBoth,
                        ForwardingSteps::notToBoth,
                        ForwardingSteps::stop,
                        ForwardingSteps::stillForwarding,
                        each(pair -> List.of(toUplink(pair), toTap(pair))));
            case DETACH_VF ->
                row(
                        step,
                        60,
                        VfSteps::detach,
                        VfSteps::stillAttached,
                        VfSteps::attachAgain,
                        VfSteps::notAttached,
                        plan -> plan.pairs().stream()
                                .map(pair -> "virsh detach-device-alias "
                                        + plan.order().domain() + " " + pair.vfAlias() + " --live --config")
                                .toList());
            case CLEAR_VF ->
                row(
                        step,
                        10,
                        VfSteps::clear,
                        Verification.NOTHING,
                        VfSteps::restore,
                        Verification.NOTHING,
                        each(pair -> pair.sourceVf().stream()
                                .map(vf -> "ip link set " + vf.pf() + " vf " + vf.index() + " mac " + VfSteps.NO_MAC)
                                .toList()));
            case ANNOUNCE ->
                row(
                        step,
                        10,
                        ForwardingSteps::announce,
                        Verification.NOTHING,
                        Action.NOTHING,
                        Verification.NOTHING,
                        each(pair -> pair.addresses().stream()
                                .map(address -> "arping -U -c 1 -I " + uplinkOf(pair) + " " + address)
                                .toList()));
            case EXPECT ->
                row(
                        step,
                        40,
                        MoveSteps::expect,
                        Verification.NOTHING,
                        MoveSteps::unexpect,
                        MoveSteps::isHere,
                        StepTable::none);
            case MIGRATE ->
                new StepRow(
                        step,
                        plan -> plan.order().timeout(),
                        MoveSteps::move,
                        MoveSteps::stillRuns,
                        MoveSteps::moveBack,
                        MoveSteps::isStopped,
                        plan -> List.of("virsh migrate --live --p2p --persistent --undefinesource "
                                + plan.order().domain() + " "
                                + (plan.targetUri().isEmpty() ? "URI" : plan.targetUri())));
            case CLEAN_SOURCE ->
                row(
                        step,
                        40,
                        MoveSteps::cleanSource,
                        MoveSteps::notClean,
                        Action.NOTHING,
                        Verification.NOTHING,
                        each(pair -> List.of(notToUplink(pair), notToTap(pair))));
            case APPLY_VF ->
                row(
                        step,
                        10,
                        VfSteps::apply,
                        Verification.NOTHING,
                        VfSteps::unapply,
                        Verification.NOTHING,
                        StepTable::giveVf);
            case ATTACH_VF ->
                row(
                        step,
                        60,
                        VfSteps::attach,
                        VfSteps::notAttachedForGood,
                        Action.NOTHING,
                        Verification.NOTHING,
                        StepTable::none); // the words are the hypervisor's: VfSteps.attachCommands
            case AWAIT_GUEST ->
                row(
                        step,
                        30,
                        GuestSteps::awaitPrimary,
                        VfSteps::notAttachedForGood,
                        Action.NOTHING,
                        Verification.NOTHING,
                        StepTable::none);
            case DROP_FDB ->
                row(
                        step,
                        10,
                        ForwardingSteps::stop,
                        ForwardingSteps::stillForwarding,
                        Action.NOTHING,
                        Verification.NOTHING,
                        StepTable::endForwarding);
            case STANDBY_DOWN ->
                row(
                        step,
                        60,
                        GuestSteps::standbyDown,
                        GuestSteps::standbyIsUp,
                        Action.NOTHING,
                        Verification.NOTHING,
                        plan -> setLink(plan, "down"));
        };
    }

    private static StepRow row(
            MigrationStep step,
            int seconds,
            Action action,
            Verification verification,
            Action undo,
            Verification undone,
            Function<MigrationPlan, List<String>> commands) {
        Duration deadline = Duration.ofSeconds(seconds);
        return new StepRow(step, plan -> deadline, action, verification, undo, undone, commands);
    }

    private static List<String> none(MigrationPlan plan) {
        return List.of();
    }

    private static Function<MigrationPlan, List<String>> each(Function<MigrationPair, List<String>> commands) {
        return plan -> plan.pairs().stream()
                .flatMap(pair -> commands.apply(pair).stream())
                .toList();
    }

    private static List<String> setLink(MigrationPlan plan, String word) {
        return plan.pairs().stream()
                .map(pair -> "virsh domif-setlink " + plan.order().domain() + " " + pair.tap() + " " + word)
                .toList();
    }

    /** Stands for the uplink of the pair's bridge, which only the host itself knows. */
    static String uplinkOf(MigrationPair pair) {
        return "{uplink of " + pair.bridge() + "}";
    }

    private static String toUplink(MigrationPair pair) {
        return "bridge fdb add " + pair.mac() + " dev " + uplinkOf(pair) + " self permanent";
    }

    private static String toTap(MigrationPair pair) {
        return "bridge fdb add " + pair.mac() + " dev " + pair.tap() + " master static sticky";
    }

    private static String notToUplink(MigrationPair pair) {
        return "bridge fdb del " + pair.mac() + " dev " + uplinkOf(pair) + " self";
    }

    private static String notToTap(MigrationPair pair) {
        return "bridge fdb del " + pair.mac() + " dev " + pair.tap() + " master";
    }

    private static List<String> giveVf(MigrationPlan plan) {
        List<String> commands = new ArrayList<>();
        for (MigrationPair pair : plan.pairs()) {
            if (Strategies.feedsBoth(plan.order())) {
                commands.add(toTap(pair));
            }
            pair.destinationVf().ifPresent(vf -> commands.add(setVf(vf, pair)));
        }
        return commands;
    }

    private static List<String> endForwarding(MigrationPlan plan) {
        List<String> commands = new ArrayList<>();
        for (MigrationPair pair : plan.pairs()) {
            commands.add(notToUplink(pair));
            if (Strategies.feedsBoth(plan.order())) {
                commands.add(notToTap(pair));
            }
        }
        return commands;
    }

    private static String setVf(VfRef vf, MigrationPair pair) {
        StringBuilder command =
                new StringBuilder("ip link set " + vf.pf() + " vf " + vf.index() + " mac " + pair.mac());
        pair.admin().ifPresent(admin -> command.append(rest(admin)));
        return command.toString();
    }

    private static String rest(VfAdmin admin) {
        return " vlan " + admin.vlan() + " qos " + admin.qos() + " min_tx_rate " + admin.minTxRateMbps()
                + " max_tx_rate " + admin.maxTxRateMbps()
                + admin.spoofCheck().map(on -> " spoofchk " + word(on)).orElse("")
                + admin.trust().map(on -> " trust " + word(on)).orElse("") + " state " + admin.linkState();
    }

    private static String word(boolean on) {
        return on ? "on" : "off";
    }
}
