package io.netfailover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.migration.VfPool.Choice.Chosen;
import io.netfailover.migration.VfPool.Choice.Refused;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VfPoolTest {
    private static final VfRef A0 = vf("pfa", 0);
    private static final VfRef A1 = vf("pfa", 1);
    private static final VfRef B0 = vf("pfb", 0);
    private static final VfPool POOL = new VfPool(
            List.of(new VfPool.Port("pfa", true, List.of(A1, A0)), new VfPool.Port("pfb", true, List.of(B0))));
    private static final String US = "migration vm1-3 net0";

    @Test
    void lowestFreeVfIsChosen() {
        assertThat(POOL.choose(US, List.of())).isEqualTo(new Chosen(A0));
        assertThat(POOL.choose(US, List.of(reserved(A0)))).isEqualTo(new Chosen(A1));
        assertThat(POOL.choose(US, List.of(reserved(A1), inUse(A0)))).isEqualTo(new Chosen(B0));
    }

    @Test
    void pfWithoutCarrierIsPassedOver() {
        VfPool pool = new VfPool(
                List.of(new VfPool.Port("pfa", false, List.of(A0)), new VfPool.Port("pfb", true, List.of(B0))));

        assertThat(pool.choose(US, List.of())).isEqualTo(new Chosen(B0));
    }

    @Test
    void whoHasOneGetsTheSameAgain() {
        List<VfHolding> holdings = List.of(new VfHolding(A1, VfHolding.Use.RESERVED, US));

        assertThat(POOL.choose(US, holdings)).isEqualTo(new Chosen(A1));
        assertThat(POOL.take("pfa", 1, US, holdings)).isEqualTo(new Chosen(A1));
    }

    @Test
    void whenNoneIsFreeTheHoldersAreNamed() {
        assertThat(POOL.choose(US, List.of(reserved(A0), inUse(A1), inUse(B0))))
                .isEqualTo(new Refused(
                        "none of the 3 VFs of the pool is free: pfa vf 0 is reserved for migration vm2-1 net0,"
                                + " pfa vf 1 is in use by domain vm9 net0, pfb vf 0 is in use by domain vm9 net0",
                        "release one (netfailover vf release), add VFs to the pool, or migrate to another host"));
    }

    @Test
    void whenOnlyPfsWithoutCarrierHaveFreeOnesTheyAreNamed() {
        VfPool pool = new VfPool(
                List.of(new VfPool.Port("pfa", true, List.of(A0)), new VfPool.Port("pfb", false, List.of(B0))));

        assertThat(pool.choose(US, List.of(inUse(A0)))).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.why()).isEqualTo("the only free VFs are on pfb, which has no carrier");
            assertThat(refused.advice()).contains("ip link set pfb up");
        });
    }

    @Test
    void emptyPoolIsRefusedWithAdvice() {
        assertThat(new VfPool(List.of()).choose(US, List.of()))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).isEqualTo("there is no VF in the pool"));
    }

    @Test
    void namedVfIsTakenIfItIsFree() {
        assertThat(POOL.take("pfa", 1, US, List.of(inUse(A0)))).isEqualTo(new Chosen(A1));
    }

    @Test
    void namedVfOfSomebodyElseIsRefused() {
        assertThat(POOL.take("pfa", 0, US, List.of(inUse(A0))))
                .isEqualTo(new Refused(
                        "pfa vf 0 is in use by domain vm9 net0",
                        "take another one, or release it: netfailover vf release"));
    }

    @Test
    void namedVfOfAPfWithoutCarrierIsRefused() {
        VfPool pool = new VfPool(List.of(new VfPool.Port("pfa", false, List.of(A0))));

        assertThat(pool.take("pfa", 0, US, List.of()))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(refused.why()).isEqualTo("pfa vf 0 would reach nobody: pfa has no carrier"));
    }

    @Test
    void vfOutsideOfThePoolIsRefused() {
        assertThat(POOL.take("pfc", 0, US, List.of()))
                .isEqualTo(new Refused("pfc vf 0 is not in the pool", "see what is: netfailover vf list"));
    }

    @Test
    void entriesTellWhoHasWhat() {
        assertThat(POOL.entries(List.of(reserved(A1), inUse(vf("pfz", 0)))))
                .containsExactly(
                        new VfPool.Entry(A0, true, Optional.empty()),
                        new VfPool.Entry(A1, true, Optional.of(reserved(A1))),
                        new VfPool.Entry(B0, true, Optional.empty()));
    }

    private static VfHolding reserved(VfRef vf) {
        return new VfHolding(vf, VfHolding.Use.RESERVED, "migration vm2-1 net0");
    }

    private static VfHolding inUse(VfRef vf) {
        return new VfHolding(vf, VfHolding.Use.IN_USE, "domain vm9 net0");
    }

    private static VfRef vf(String pf, int index) {
        return new VfRef(pf, index, new PciAddress("0000:42:02." + index));
    }
}
