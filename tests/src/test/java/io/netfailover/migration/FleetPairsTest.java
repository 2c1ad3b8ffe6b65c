package io.netfailover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.lab.Command;
import io.netfailover.lab.FleetLab;
import io.netfailover.lab.HostPicture;
import io.netfailover.lab.QemuHost;
import io.netfailover.lab.QemuLabSpec;
import io.netfailover.lab.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A VM with two pairs: both go along, or neither. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class FleetPairsTest {
    private static final int FAILED = 1;
    private static final int REFUSED = 3;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration SOON = Duration.ofSeconds(20);

    private static FleetLab lab;

    @BeforeAll
    static void build() {
        lab = FleetLab.build(QemuLabSpec.usual().withPairs(2));
    }

    @AfterAll
    static void nothingIsLeft() {
        lab.close();
        assertThat(lab.leftovers()).isEmpty();
    }

    private static Command.Outcome migrate(int from) {
        return lab.daemon(from).run(LIMIT, "migrate", "vm1", "--to", "hv" + (2 - from));
    }

    private static List<HostPicture> pictures() {
        Wait.pass(HostPicture.SETTLING);
        return List.of(lab.picture(0), lab.picture(1));
    }

    private static List<String> differences(List<HostPicture> before) {
        List<String> found = new ArrayList<>();
        for (int host = 0; host < 2; host++) {
            lab.picture(host).differenceFrom(before.get(host)).ifPresent(found::add);
        }
        return found;
    }

    private static void assertIsAsBefore(List<HostPicture> before) {
        Wait.until(() -> differences(before).isEmpty(), SOON);
        assertThat(differences(before)).isEmpty();
        assertThat(lab.objections(0)).isEmpty();
    }

    @Test
    void aBothGoThereAndBack() {
        migrate(0).orFail();
        assertThat(lab.objections(1)).isEmpty();
        assertThat(lab.picture(0).isWithoutVm()).isTrue();

        migrate(1).orFail();
        assertThat(lab.objections(0)).isEmpty();
        assertThat(lab.picture(1).isWithoutVm()).isTrue();
    }

    @Test
    void bWithoutASecondFreeVfNeitherGoes() {
        lab.daemon(1)
                .run(LIMIT, "vf", "reserve", QemuHost.PF, "2", "--for", "other")
                .orFail();
        List<HostPicture> before = pictures();

        Command.Outcome refused = migrate(0);

        assertThat(refused.exit()).as(refused.said()).isEqualTo(REFUSED);
        assertThat(refused.err()).contains("no VF is free on hv2");
        assertIsAsBefore(before);
        lab.daemon(1).run(LIMIT, "vf", "release", QemuHost.PF, "2").orFail();
    }

    @Test
    void cBothComeBackWhenTheMoveTakesTooLong() {
        List<HostPicture> before = pictures();

        Command.Outcome undone =
                lab.daemon(0).run(LIMIT, "migrate", "vm1", "--to", "hv2", "--timeout", "1s", "--bandwidth", "1");

        assertThat(undone.exit()).as(undone.said()).isEqualTo(FAILED);
        assertIsAsBefore(before);
    }
}
