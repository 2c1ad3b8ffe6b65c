package io.netfailover.migration;

import io.netfailover.journal.MigrationPair;
import io.netfailover.journal.MigrationPlan;
import io.netfailover.migration.Forwarding.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where frames for the VM's MAC are sent. */
final class ForwardingSteps {
    private ForwardingSteps() {}

    /** PREPARE_FDB: the uplink VF takes frames for the VM. */
    static MigrationPlan toUplink(StepGround ground, MigrationPlan plan) {
        for (MigrationPair pair : plan.pairs()) {
            String uplink = ground.network().uplinkOf(pair.bridge());
            if (!has(ground, pair, uplink, Kind.SELF)) {
                ground.network().forwardToUplink(uplink, pair.mac());
            }
        }
        return plan;
    }

    /** FEED_BOTH: and the bridge sends them to the tap, while the VF still has them too. */
    static MigrationPlan toBoth(StepGround ground, MigrationPlan plan) {
        toUplink(ground, plan);
        plan.pairs().forEach(pair -> toTap(ground, pair));
        return plan;
    }

    /**
     * Wherever the bridge sees the address: what a VF multicasts as it comes up reaches the uplink VF too, and a bridge that learned from
     * it would drop what the uplink VF brings for a guest that is still on its standby.
     */
    static void toTap(StepGround ground, MigrationPair pair) {
        if (!has(ground, pair, pair.tap(), Kind.STATIC)) {
            ground.network().forwardToTap(pair.tap(), pair.mac());
        }
    }

    /** DROP_FDB, and the undo of the others; a link that has gone has taken its entries along. */
    static MigrationPlan stop(StepGround ground, MigrationPlan plan) {
        for (MigrationPair pair : plan.pairs()) {
            String uplink = ground.network().uplinkOf(pair.bridge());
            if (has(ground, pair, uplink, Kind.SELF)) {
                ground.network().stopForwarding(uplink, pair.mac());
            }
            if (has(ground, pair, pair.tap(), Kind.STATIC)) {
                ground.network().stopForwarding(pair.tap(), pair.mac());
            }
        }
        return plan;
    }

    static Optional<String> notToUplink(StepGround ground, MigrationPlan plan) {
        return plan.pairs().stream()
                .filter(pair -> !has(ground, pair, ground.network().uplinkOf(pair.bridge()), Kind.SELF))
                .map(pair -> ground.network().uplinkOf(pair.bridge()) + " does not take frames for " + pair.mac())
                .findFirst();
    }

    static Optional<String> notToBoth(StepGround ground, MigrationPlan plan) {
        return notToUplink(ground, plan)
                .or(() -> plan.pairs().stream()
                        .filter(pair -> !has(ground, pair, pair.tap(), Kind.STATIC))
                        .map(pair -> "the bridge does not send frames for " + pair.mac() + " to " + pair.tap())
                        .findFirst());
    }

    static Optional<String> stillForwarding(StepGround ground, MigrationPlan plan) {
        return plan.pairs().stream()
                .flatMap(pair -> Stream.of(
                                new Forwarding(ground.network().uplinkOf(pair.bridge()), pair.mac(), Kind.SELF),
                                new Forwarding(pair.tap(), pair.mac(), Kind.STATIC))
                        .filter(ground.network().forwarding(pair.mac())::contains))
                .map(entry -> "FDB entry for " + entry.mac() + " on " + entry.link() + " is still there")
                .findFirst();
    }

    private static boolean has(StepGround ground, MigrationPair pair, String link, Kind kind) {
        return ground.network().forwarding(pair.mac()).contains(new Forwarding(link, pair.mac(), kind));
    }

    /** ANNOUNCE: the fabric learns where the VM is reached now. */
    static MigrationPlan announce(StepGround ground, MigrationPlan plan) {
        for (MigrationPair pair : plan.pairs()) {
            ground.network().announce(ground.network().uplinkOf(pair.bridge()), pair.mac(), addresses(pair));
        }
        return plan;
    }

    static List<InetAddress> addresses(MigrationPair pair) {
        return pair.addresses().stream().map(ForwardingSteps::address).toList();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text); // a literal: nothing is looked up
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text + " is no address", e);
        }
    }
}
