package io.netfailover.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.lab.Command.Outcome;
import io.netfailover.lab.Daemon;
import io.netfailover.lab.Lab;
import io.netfailover.lab.LinkTable;
import io.netfailover.lab.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user may get wrong with a running daemon: a clear error, the documented exit code, and nothing half-made. */
class BadInputTest {
    private static final int USAGE = 2;
    private static final int REFUSED = 3;

    private static Lab lab;
    private static Daemon daemon;

    @BeforeAll
    static void startDaemon() {
        lab = Lab.build();
        daemon = new Daemon(lab, Program.netfailover());
        daemon.start();
    }

    @AfterAll
    static void removeLab() {
        lab.close();
        assertThat(lab.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "m0, nosuchlink, there is no link 'nosuchlink'",
        "m0, lo, loopback",
        "ens11, ens10, a link 'ens11' exists already",
    })
    void aStandbyOrNameThatCannotBeIsRefusedAndNothingIsMade(String name, String standby, String words) {
        LinkTable before = LinkTable.of(lab.guest());

        Outcome outcome = daemon.run("master", "create", name, "--standby", standby);

        assertThat(outcome.exit()).isEqualTo(REFUSED);
        assertThat(outcome.err()).contains(words);
        assertThat(LinkTable.of(lab.guest())).isEqualTo(before);
        assertThat(daemon.status().path("masters")).isEmpty();
    }

    @Test
    void aStandbyThatIsEnslavedAlreadyIsRefused() {
        lab.guest().ip("link", "add", "bridge0", "type", "bridge").orFail();
        lab.guest().ip("link", "set", Lab.STANDBY, "master", "bridge0").orFail();
        try {
            LinkTable before = LinkTable.of(lab.guest());

            Outcome outcome = daemon.run("master", "create", Lab.STANDBY, "--standby", Lab.STANDBY);

            assertThat(outcome.exit()).isEqualTo(REFUSED);
            assertThat(outcome.err()).contains("belongs to 'bridge0' already").contains("nomaster");
            assertThat(LinkTable.of(lab.guest())).isEqualTo(before);
        } finally {
            lab.guest().ip("link", "delete", "bridge0").orFail();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sixteencharacter, at most 15 characters",
        "with/slash, may not have",
        "'', may not be empty",
    })
    void aNameThatNoLinkCanHaveIsWrongUsage(String name, String words) {
        LinkTable before = LinkTable.of(lab.guest());

        Outcome outcome = daemon.run("master", "create", name, "--standby", Lab.STANDBY);

        assertThat(outcome.exit()).isEqualTo(USAGE);
        assertThat(outcome.err()).contains(words);
        assertThat(LinkTable.of(lab.guest())).isEqualTo(before);
    }

    @Test
    void aNameOfFifteenCharactersIsServedAndGivenBack() {
        LinkTable before = LinkTable.of(lab.guest());
        String longest = "fifteencharname";

        daemon.run("master", "create", longest, "--standby", Lab.STANDBY).orFail();
        assertThat(LinkTable.of(lab.guest()).links()).containsKey(longest).doesNotContainKey(Lab.STANDBY);
        daemon.run("master", "destroy", longest).orFail();

        assertThat(before.differences(LinkTable.of(lab.guest()))).isEmpty();
    }

    @Test
    void creatingTheSameMasterTwiceChangesNothing() {
        LinkTable before = LinkTable.of(lab.guest());
        daemon.run("master", "create", "ens10", "--standby", "ens10").orFail();
        LinkTable made = LinkTable.of(lab.guest());

        Outcome again =
                daemon.run("master", "create", "ens10", "--standby", "ens10").orFail();

        assertThat(again.out()).contains("exists already");
        assertThat(LinkTable.of(lab.guest())).isEqualTo(made);
        daemon.run("master", "destroy", "ens10").orFail();
        daemon.run("master", "destroy", "ens10").orFail();
        assertThat(before.differences(LinkTable.of(lab.guest()))).isEmpty();
    }

    @Test
    void aSlaveOfAMasterCannotBeTheStandbyOfAnother() {
        daemon.run("master", "create", "ens10", "--standby", "ens10").orFail();
        LinkTable made = LinkTable.of(lab.guest());

        Outcome outcome = daemon.run("master", "create", "m1", "--standby", "ens10nsby");

        assertThat(outcome.exit()).isEqualTo(REFUSED);
        assertThat(outcome.err()).contains("failover master 'ens10'");
        assertThat(LinkTable.of(lab.guest())).isEqualTo(made);
        daemon.run("master", "destroy", "ens10").orFail();
    }

    @ParameterizedTest
    @CsvSource({
        "frobnicate, frobnicate",
        "master create, NAME",
        "master create m0 --standby ens10 --steering magic, unknown steering 'magic'",
    })
    void wrongUsageSaysWhatIsWrong(String arguments, String words) {
        Outcome outcome = daemon.run(arguments.split(" ", -1));

        assertThat(outcome.exit()).isEqualTo(USAGE);
        assertThat(outcome.err()).contains(words);
    }

    @Test
    void aSecondDaemonOnTheSameHomeIsRefusedAndNamesTheFirst() {
        Outcome second = daemon.run("daemon");

        assertThat(second.exit()).isEqualTo(REFUSED);
        assertThat(second.err()).contains("another netfailover (pid " + daemon.pid() + ")");
        assertThat(daemon.status().at("/daemon/pid").asLong()).isEqualTo(daemon.pid());
    }
}
