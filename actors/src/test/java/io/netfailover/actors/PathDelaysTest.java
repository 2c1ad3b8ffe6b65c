package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.actors.PathPolicy.Decision;
import io.netfailover.actors.PathPolicy.Outlook;
import io.netfailover.datapath.PathChoice;
import io.netfailover.journal.MasterPolicy;
import io.netfailover.netlink.Link;
import io.netfailover.types.Path;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@code master set} adds to net_failover's rule, in a time of the test's own. */
class PathDelaysTest {
    private static final Outlook BOTH =
            outlook(Links.veth(11, "ens11").link(), Links.veth(10, "ens10nsby").link());
    private static final Outlook NO_CARRIER = outlook(
            Links.veth(11, "ens11").noCarrier().link(),
            Links.veth(10, "ens10nsby").link());
    private static final Outlook PRIMARY_DOWN = outlook(
            Links.veth(11, "ens11").down().link(), Links.veth(10, "ens10nsby").link());
    private static final Outlook STANDBY_FAILED = outlook(
            Links.veth(11, "ens11").link(),
            Links.veth(10, "ens10nsby").noCarrier().link());
    private static final Outlook NOTHING = outlook(
            Links.veth(11, "ens11").noCarrier().link(),
            Links.veth(10, "ens10nsby").noCarrier().link());
    private static final Outlook NO_PRIMARY = new Outlook(Optional.empty(), BOTH.standby(), Set.of(), false);

    private PathPolicy policy = new PathPolicy(ReceiveRule.OPEN, MasterPolicy.DEFAULT, Path.PRIMARY);
    private Decision last = policy.decide(BOTH, 0);

    private static Outlook outlook(Link primary, Link standby) {
        return new Outlook(Optional.of(primary), Optional.of(standby), Set.of(), false);
    }

    private static Outlook silent(Outlook outlook, Role... roles) {
        return new Outlook(outlook.primary(), outlook.standby(), Set.of(roles), false);
    }

    private static MasterPolicy policyOf(String... settings) {
        Map<String, String> changes = new LinkedHashMap<>();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            changes.put(parts[0], parts[1]);
        }
        return PolicySettings.change(MasterPolicy.DEFAULT, changes);
    }

    private void start(Path path, Outlook outlook, String... settings) {
        policy = new PathPolicy(ReceiveRule.OPEN, policyOf(settings), path);
        at(0, outlook);
    }

    private Path at(long millis, Outlook outlook) {
        last = policy.decide(outlook, Duration.ofMillis(millis).toNanos());
        return last.choice().transmit();
    }

    private void assertLooksAgainAt(long millis) {
        assertThat(last.lookAgainNanos())
                .isEqualTo(OptionalLong.of(Duration.ofMillis(millis).toNanos()));
    }

    private void assertNoTimer() {
        assertThat(last.lookAgainNanos()).isEmpty();
    }

    @Test
    void aPrimaryMustHaveBeenUsableForTheUpDelay() {
        start(Path.STANDBY, NO_CARRIER, "up-delay=5s");
        assertNoTimer();

        assertThat(at(1000, BOTH)).isEqualTo(Path.STANDBY);
        assertLooksAgainAt(6000);
        assertThat(at(5999, BOTH)).isEqualTo(Path.STANDBY);
        assertThat(at(6000, BOTH)).isEqualTo(Path.PRIMARY);
        assertNoTimer();
    }

    @Test
    void theUpDelayBeginsAnewAfterEachLoss() {
        start(Path.STANDBY, BOTH, "up-delay=5s");

        at(4000, NO_CARRIER);
        at(4500, BOTH);

        assertThat(at(5000, BOTH)).isEqualTo(Path.STANDBY);
        assertLooksAgainAt(9500);
    }

    @Test
    void theUpDelayDoesNotKeepTheOnlyUsableSlaveAway() {
        start(Path.STANDBY, BOTH, "up-delay=5s");

        assertThat(at(10, STANDBY_FAILED)).isEqualTo(Path.PRIMARY);
        assertThat(last.reason()).isEqualTo("standby ens10nsby has no carrier");
    }

    @Test
    void theProbeDoesNotUseAPrimaryThatAnUpDelayKeepsBack() {
        start(Path.PRIMARY, NO_CARRIER, "up-delay=5s");

        assertThat(last.choice()).isEqualTo(new PathChoice(Path.STANDBY, Role.STANDBY, true));
        at(10, BOTH);
        assertThat(last.choice()).isEqualTo(new PathChoice(Path.STANDBY, Role.STANDBY, true));
        at(5010, BOTH);
        assertThat(last.choice()).isEqualTo(new PathChoice(Path.PRIMARY, Role.PRIMARY, false));
    }

    @Test
    void aPathThatLostCarrierIsLeftAfterTheDownDelay() {
        start(Path.PRIMARY, BOTH, "down-delay=200ms");

        assertThat(at(1000, NO_CARRIER)).isEqualTo(Path.PRIMARY);
        assertLooksAgainAt(1200);
        assertThat(last.choice().first()).as("the probe may veto it at once").isEqualTo(Role.PRIMARY);
        assertThat(last.choice().acceptOnStandby()).isTrue();
        assertThat(at(1200, NO_CARRIER)).isEqualTo(Path.STANDBY);
        assertThat(last.reason()).isEqualTo("primary ens11 has no carrier");
    }

    @Test
    void aPathWhoseCarrierReturnsWithinTheDownDelayIsNotLeft() {
        start(Path.PRIMARY, BOTH, "down-delay=200ms", "up-delay=5s");

        at(1000, NO_CARRIER);
        assertThat(at(1100, BOTH)).isEqualTo(Path.PRIMARY);
        assertNoTimer();
        at(1150, NO_CARRIER);
        assertLooksAgainAt(1350);
    }

    @Test
    void aPrimaryThatIsClosedOrGoneIsLeftAtOnce() {
        start(Path.PRIMARY, BOTH, "down-delay=200ms");
        assertThat(at(1, PRIMARY_DOWN)).isEqualTo(Path.STANDBY);

        start(Path.PRIMARY, BOTH, "down-delay=200ms");
        assertThat(at(1, NO_PRIMARY)).isEqualTo(Path.STANDBY);
    }

    @Test
    void afterTooManyChangesThePathIsHeldOnTheStandby() {
        start(Path.PRIMARY, BOTH, "flap-limit=3", "flap-window=10s", "flap-hold=30s");
        at(1000, NO_CARRIER);
        assertThat(at(2000, BOTH)).isEqualTo(Path.PRIMARY);
        assertThat(at(3000, NO_CARRIER)).isEqualTo(Path.STANDBY);
        assertThat(last.reason())
                .isEqualTo("primary ens11 has no carrier; held there for 30 s after 3 changes of path within 10 s");

        assertThat(at(4000, BOTH)).isEqualTo(Path.STANDBY);
        assertThat(last.held()).isTrue();
        assertLooksAgainAt(33_000);
        assertThat(last.choice()).isEqualTo(new PathChoice(Path.STANDBY, Role.STANDBY, true));
        assertThat(at(33_000, BOTH)).isEqualTo(Path.PRIMARY);
        assertThat(last.held()).isFalse();
    }

    @Test
    void changesOutsideTheWindowAreForgotten() {
        start(Path.PRIMARY, BOTH, "flap-limit=3", "flap-window=10s");
        at(1000, NO_CARRIER);
        at(2000, BOTH);
        at(12_001, NO_CARRIER);

        assertThat(at(12_002, BOTH)).isEqualTo(Path.PRIMARY);
    }

    @Test
    void aHeldPathGoesToThePrimaryOnlyWhileTheStandbyFails() {
        start(Path.PRIMARY, BOTH, "flap-limit=1", "flap-hold=30s");
        at(1000, NO_CARRIER);

        assertThat(at(2000, STANDBY_FAILED)).isEqualTo(Path.PRIMARY);
        assertThat(last.choice().first()).isEqualTo(Role.STANDBY);
        assertThat(at(3000, BOTH)).isEqualTo(Path.STANDBY);
        assertThat(at(5000, NOTHING)).isEqualTo(Path.NONE);
    }

    @Test
    void aPolicyWithoutDampingEndsTheHold() {
        start(Path.PRIMARY, BOTH, "flap-limit=1", "flap-hold=30s");
        at(1000, NO_CARRIER);

        policy.obey(MasterPolicy.DEFAULT);

        assertThat(at(1001, BOTH)).isEqualTo(Path.PRIMARY);
    }

    @Test
    void aPreferredPrimaryIsUsedAtOnce() {
        start(Path.STANDBY, NO_CARRIER, "prefer=primary", "up-delay=5s", "reselect=failure", "flap-limit=1");

        assertThat(at(1, BOTH)).isEqualTo(Path.PRIMARY);
        at(2, NO_CARRIER);
        assertThat(last.choice().first()).as("and by the probe").isEqualTo(Role.PRIMARY);
        assertThat(at(3, BOTH)).isEqualTo(Path.PRIMARY);
    }

    @Test
    void aPreferredStandbyIsLeftOnlyWhileItFails() {
        start(Path.PRIMARY, BOTH, "prefer=standby", "down-delay=5s");
        assertThat(last.choice()).isEqualTo(new PathChoice(Path.STANDBY, Role.STANDBY, true));
        assertThat(last.reason()).isEqualTo("the standby is preferred");

        assertThat(at(1, STANDBY_FAILED)).isEqualTo(Path.PRIMARY);
        assertThat(last.choice().first()).as("the probe goes back by itself").isEqualTo(Role.STANDBY);
        assertThat(at(2, BOTH)).isEqualTo(Path.STANDBY);
        assertNoTimer();
    }

    @Test
    void reselectFailureStaysOnTheStandbyUntilItFails() {
        start(Path.PRIMARY, BOTH, "reselect=failure");
        at(1, NO_CARRIER);
        assertThat(last.choice().first()).isEqualTo(Role.STANDBY);

        assertThat(at(2, BOTH)).isEqualTo(Path.STANDBY);
        assertThat(at(3, STANDBY_FAILED)).isEqualTo(Path.PRIMARY);
        assertThat(at(4, BOTH)).as("no reason to leave it").isEqualTo(Path.PRIMARY);
    }

    @Test
    void reselectDoesNotMatterWhenNothingWasInUse() {
        start(Path.PRIMARY, BOTH, "reselect=failure");
        at(1, NOTHING);

        assertThat(at(2, BOTH)).isEqualTo(Path.PRIMARY);
    }

    @Test
    void reselectBetterGoesToAFasterPrimaryOnly() {
        start(Path.STANDBY, BOTH, "reselect=better");
        assertThat(last.choice().transmit()).isEqualTo(Path.STANDBY);

        assertThat(at(1, new Outlook(BOTH.primary(), BOTH.standby(), Set.of(), true)))
                .isEqualTo(Path.PRIMARY);
        assertThat(at(2, BOTH)).as("speed is for the way back").isEqualTo(Path.PRIMARY);
    }

    @Test
    void aPrimaryOnWhichNobodyAnswersIsNotUsable() {
        assertThat(at(1, silent(BOTH, Role.PRIMARY))).isEqualTo(Path.STANDBY);
        assertThat(last.reason()).isEqualTo("primary ens11 reaches no probe target");
        assertThat(last.choice())
                .as("the probe sees carrier only")
                .isEqualTo(new PathChoice(Path.STANDBY, Role.STANDBY, true));

        assertThat(at(2, BOTH)).isEqualTo(Path.PRIMARY);
    }

    @Test
    void aStandbyOnWhichNobodyAnswersGivesWay() {
        start(Path.STANDBY, BOTH, "prefer=standby");

        assertThat(at(1, silent(BOTH, Role.STANDBY))).isEqualTo(Path.PRIMARY);
        assertThat(last.reason()).isEqualTo("standby ens10nsby reaches no probe target");
        assertThat(last.choice().first()).isEqualTo(Role.PRIMARY);
    }

    @Test
    void neverTwoDeadCarrierDecidesThen() {
        assertThat(at(1, silent(BOTH, Role.PRIMARY, Role.STANDBY))).isEqualTo(Path.PRIMARY);
        assertThat(at(2, silent(NO_CARRIER, Role.PRIMARY, Role.STANDBY))).isEqualTo(Path.STANDBY);
        assertThat(at(3, silent(STANDBY_FAILED, Role.PRIMARY))).isEqualTo(Path.PRIMARY);
        assertThat(at(4, silent(NO_PRIMARY, Role.STANDBY))).isEqualTo(Path.STANDBY);
    }

    @Test
    void theOnlyAnsweringPathIsUsedThoughBothHaveCarrier() {
        at(1, silent(BOTH, Role.PRIMARY, Role.STANDBY));

        assertThat(at(2, silent(BOTH, Role.PRIMARY))).isEqualTo(Path.STANDBY);
    }

    @Test
    void timeMayBeginAnywhere() {
        long origin = Long.MAX_VALUE - 1000;
        policy = new PathPolicy(ReceiveRule.OPEN, policyOf("up-delay=5s"), Path.STANDBY);

        policy.decide(BOTH, origin);
        assertThat(policy.decide(BOTH, origin + 4_999_999_999L).choice().transmit())
                .isEqualTo(Path.STANDBY);
        assertThat(policy.decide(BOTH, origin + 5_000_000_000L).choice().transmit())
                .isEqualTo(Path.PRIMARY);
    }
}
