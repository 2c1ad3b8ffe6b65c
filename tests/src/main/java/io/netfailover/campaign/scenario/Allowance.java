package io.netfailover.campaign.scenario;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A difference that a row of docs/reference/net-failover.md allows; the second table there lists the same ones. */
enum Allowance {
    STANDBY_RENAMED("NF-03") {
        @Override
        boolean covers(Case at) {
            return at.step().verb() == Verb.CREATE && at.what().equals(Facts.ORDER);
        }
    },
    /** The kernel's driver keeps, and pairs, links of other namespaces. */
    OTHER_NAMESPACES("NF-05") {
        @Override
        boolean covers(Case at) {
            return at.kernel().get("primary").equals("absent")
                    && at.kernel().get("heard of primary's own").equals("master")
                    && at.ours().get("heard of primary's own").equals("nobody");
        }
    },
    FREE_ONE_TAKES_OVER("NF-08") {
        @Override
        boolean covers(Case at) {
            boolean makesWay =
                    at.what().equals(Facts.ORDER) && at.difference().ours().contains("second");
            boolean leaves = at.what().equals(Facts.ORDER) && isOursAlone(at.before());
            return makesWay || leaves || isOursAlone(at.seen());
        }

        private boolean isOursAlone(Scene.Seen seen) {
            return Stream.of(Role.PRIMARY, Role.SECOND)
                    .map(role -> role.word() + " belongs")
                    .anyMatch(fact -> seen.of(Arm.KERNEL).get(fact).equals("to nobody")
                            && seen.of(Arm.OURS).get(fact).equals("to the master"));
        }
    },
    MTU_LIMITS("NF-15") {
        @Override
        boolean covers(Case at) {
            return at.what().equals(Facts.ORDER)
                    && at.step().verb() == Verb.MTU
                    && at.kernel().get(SAID).equals("refused")
                    && at.ours().get(SAID).equals("refused");
        }
    },
    /** The kernel's driver does not look at the carrier of slaves when it opens, and hears nothing of them while it is closed. */
    CARRIER_KEPT("NF-19") {
        @Override
        boolean covers(Case at) {
            return at.what().equals("master carrier")
                    && at.difference().ours().equals("false")
                    && Stream.of("primary carrier", "standby carrier")
                            .noneMatch(fact -> at.kernel().get(fact).equals("true"));
        }
    },
    /** The kernel takes the queue of a link away that has had no carrier for a while, and what is sent then nobody counts. */
    DROPS_UNCOUNTED("NF-20") {
        @Override
        boolean covers(Case at) {
            return at.what().equals(Tally.DROPPED)
                    && at.kernel().get("master carrier").equals("false")
                    && at.ours().get("master carrier").equals("false")
                    && Long.parseLong(at.difference().kernel())
                            < Long.parseLong(at.difference().ours());
        }
    },
    /** Somebody opens a slave under it, and the kernel's driver hands over what comes. */
    CLOSED_MASTER_IS_DEAF("NF-21") {
        @Override
        boolean covers(Case at) {
            return at.kernel().get("master up").equals("false")
                    && at.ours().get("master up").equals("false")
                    && at.what().startsWith("heard of ")
                    && at.difference().kernel().equals("master")
                    && at.difference().ours().equals("nobody");
        }
    },
    MTU_SET_BACK("NF-23") {
        @Override
        boolean covers(Case at) {
            return at.step().verb() == Verb.MTU
                    && at.kernel().get(SAID).equals("refused")
                    && at.ours().get(SAID).equals("done")
                    && (at.what().equals(SAID) || at.what().equals(Facts.ORDER));
        }
    },
    MODES_FOLLOW("NF-24") {
        @Override
        boolean covers(Case at) {
            for (Role slave : List.of(Role.PRIMARY, Role.STANDBY)) {
                for (String mode : List.of(" promiscuous", " all multicast")) {
                    String fact = slave.word() + mode;
                    if (at.kernel().get(fact).equals("false")
                            && at.ours().get(fact).equals("true")
                            && (at.what().equals(fact) || at.isHeardByOursAlone(slave))) {
                        return true;
                    }
                }
            }
            return false;
        }
    },
    RENAMED_WHILE_UP("NF-30") {
        @Override
        boolean covers(Case at) {
            return at.step().verb() == Verb.RENAME
                    && at.what().equals(SAID)
                    && at.difference().ours().equals("refused");
        }
    },
    STANDBY_ADDRESS("NF-04") {
        @Override
        boolean covers(Case at) {
            boolean refused = at.step().verb() == Verb.ADDRESS
                    && at.step().role() == Role.STANDBY
                    && at.what().equals(SAID)
                    && at.difference().kernel().equals("refused");
            boolean changed = at.kernel().get(ADDRESS).equals("permanent")
                    && at.ours().get(ADDRESS).equals("another");
            return refused
                    || changed
                            && (at.what().equals(ADDRESS)
                                    || at.what().equals("heard of standby's own")
                                            && at.difference().ours().equals("nobody"));
        }
    },
    STANDBY_GIVEN_BACK("NF-33") {
        @Override
        boolean covers(Case at) {
            return at.kernel().get("master").equals("absent")
                    && at.ours().get("master").equals("absent")
                    && (at.what().startsWith("standby")
                            || at.what().startsWith("heard of standby's")
                            || at.what().equals(Facts.ORDER));
        }
    };

    static final String SAID = "said";
    private static final String ADDRESS = "standby address";

    private final String row;

    Allowance(String row) {
        this.row = row;
    }

    String row() {
        return row;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    abstract boolean covers(Case at);

    /**
     * A difference and where it was seen.
     *
     * @param before what was seen at the end of the step before
     */
    record Case(Facts.Difference difference, Step step, Scene.Seen before, Scene.Seen seen) {
        Facts kernel() {
            return seen.of(Arm.KERNEL);
        }

        Facts ours() {
            return seen.of(Arm.OURS);
        }

        String what() {
            return difference.what();
        }

        boolean isHeardByOursAlone(Role cable) {
            return what().startsWith("heard of " + cable.word() + "'s")
                    && difference.kernel().equals("nobody");
        }
    }

    /** Those that no row allows. */
    static List<Facts.Difference> reject(
            List<Facts.Difference> differences, Step step, Scene.Seen before, Scene.Seen seen) {
        return differences.stream()
                .filter(difference -> {
                    Case at = new Case(difference, step, before, seen);
                    return List.of(values()).stream().noneMatch(allowance -> allowance.covers(at));
                })
                .toList();
    }
}
