package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.datapath.PathChoice;
import io.netfailover.journal.MasterPolicy;
import io.netfailover.netlink.Link;
import io.netfailover.types.Path;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PathPolicyTest {
    enum Condition {
        ABSENT,
        DOWN,
        NO_CARRIER,
        DOWN_WITH_CARRIER,
        USABLE;

        Optional<Link> of(Links link) {
            return switch (this) {
                case ABSENT -> Optional.empty();
                case DOWN -> Optional.of(link.down().noCarrier().link());
                case NO_CARRIER -> Optional.of(link.noCarrier().link());
                case DOWN_WITH_CARRIER -> Optional.of(link.down().link());
                case USABLE -> Optional.of(link.link());
            };
        }
    }

    record Case(Condition primary, Condition standby, ReceiveRule rule) {}

    static Stream<Case> everyCombination() {
        return Stream.of(Condition.values())
                .flatMap(primary -> Stream.of(Condition.values())
                        .flatMap(standby ->
                                Stream.of(ReceiveRule.values()).map(rule -> new Case(primary, standby, rule))));
    }

    @ParameterizedTest
    @MethodSource("everyCombination")
    void nf20SendsOverThePrimaryElseTheStandbyElseNowhere(Case c) {
        Path expected = c.primary() == Condition.USABLE
                ? Path.PRIMARY
                : c.standby() == Condition.USABLE ? Path.STANDBY : Path.NONE;

        assertThat(choose(c).transmit()).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("everyCombination")
    void nf20AlwaysTriesThePrimaryFirst(Case c) {
        assertThat(choose(c).first()).isEqualTo(Role.PRIMARY);
    }

    @ParameterizedTest
    @CsvSource({
        "ABSENT, STRICT, true",
        "DOWN, STRICT, false",
        "NO_CARRIER, STRICT, false",
        "DOWN_WITH_CARRIER, STRICT, false",
        "USABLE, STRICT, false",
        "ABSENT, OPEN, true",
        "DOWN, OPEN, true",
        "NO_CARRIER, OPEN, true",
        "DOWN_WITH_CARRIER, OPEN, true",
        "USABLE, OPEN, false"
    })
    void nf21TakesWhatArrivesOnTheStandbyUnlessAPrimaryIsThere(Condition primary, ReceiveRule rule, boolean accepted) {
        for (Condition standby : Condition.values()) {
            assertThat(choose(new Case(primary, standby, rule)).acceptOnStandby())
                    .as("standby %s", standby)
                    .isEqualTo(accepted);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "USABLE|USABLE|primary is running with carrier",
                "NO_CARRIER|USABLE|primary ens11 has no carrier",
                "DOWN|USABLE|primary ens11 is down",
                "DOWN_WITH_CARRIER|USABLE|primary ens11 is down",
                "ABSENT|USABLE|no primary",
                "ABSENT|ABSENT|no primary, no standby",
                "ABSENT|NO_CARRIER|no primary, standby ens10 has no carrier",
                "NO_CARRIER|DOWN|primary ens11 has no carrier, standby ens10 is down"
            })
    void theReasonNamesTheFaultOfWhatWasNotChosen(Condition primary, Condition standby, String reason) {
        PathPolicy policy = new PathPolicy(ReceiveRule.OPEN, MasterPolicy.DEFAULT, Path.NONE);

        assertThat(policy.decide(outlook(primary, standby), 0).reason()).isEqualTo(reason);
    }

    @Test
    void theDefaultPolicyForgets() {
        PathPolicy policy = new PathPolicy(ReceiveRule.OPEN, MasterPolicy.DEFAULT, Path.NONE);
        List<Case> cases =
                everyCombination().filter(c -> c.rule() == ReceiveRule.OPEN).toList();
        SplittableRandom random = new SplittableRandom(4711);

        for (int step = 0; step < 2000; step++) {
            Case c = cases.get(random.nextInt(cases.size()));
            assertThat(policy.decide(outlook(c.primary(), c.standby()), step).choice())
                    .as("%s", c)
                    .isEqualTo(choose(c));
        }
    }

    @Test
    void aWholePairSendsAndReceivesOnThePrimary() {
        assertThat(choose(new Case(Condition.USABLE, Condition.USABLE, ReceiveRule.OPEN)))
                .isEqualTo(new PathChoice(Path.PRIMARY, Role.PRIMARY, false));
    }

    private static PathChoice choose(Case c) {
        PathPolicy policy = new PathPolicy(c.rule(), MasterPolicy.DEFAULT, Path.NONE);
        PathPolicy.Decision decision = policy.decide(outlook(c.primary(), c.standby()), 0);
        assertThat(decision.lookAgainNanos()).as("no timer").isEmpty();
        return decision.choice();
    }

    private static PathPolicy.Outlook outlook(Condition primary, Condition standby) {
        return new PathPolicy.Outlook(primary(primary), standby(standby), Set.of(), false);
    }

    private static Optional<Link> primary(Condition condition) {
        return condition.of(Links.veth(11, "ens11"));
    }

    private static Optional<Link> standby(Condition condition) {
        return condition.of(Links.veth(10, "ens10"));
    }
}
