package io.netfailover.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.VfLinkState;
import io.netfailover.netlink.VfSettings;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfAdmin;
import io.netfailover.types.VfRef;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asked of drivers, and what is made of their refusals. */
final class KernelFunctionsTest {
    private static final VfRef VF = new VfRef("pf0", 0, new PciAddress("0000:42:02.0"));
    private static final MacAddress MAC = NetworkLab.GUEST;
    private static final MacAddress NONE = new MacAddress(0);
    private static final VfAdmin FRESH =
            new VfAdmin(NONE, 0, 0, "802.1Q", 0, 0, Optional.of(true), Optional.of(false), "auto");
    private static final VfAdmin GUESTS =
            new VfAdmin(MAC, 100, 5, "802.1ad", 200, 1000, Optional.of(false), Optional.of(true), "enable");

    private final RouteSocket kernel = RouteSocket.open();

    @AfterEach
    void close() {
        kernel.close();
    }

    @Test
    void allThatIsSetIsReadBack() {
        KernelFunctions functions = functions(new ScriptedDriver(KernelFunctionsTest::nothing));
        assertThat(functions.admin(VF)).isEqualTo(FRESH);

        functions.set(VF, GUESTS);

        assertThat(functions.admin(VF)).isEqualTo(GUESTS);
    }

    @Test
    void driverIsNotAskedForWhatItHas() {
        ScriptedDriver driver = new ScriptedDriver(KernelFunctionsTest::nothing);
        KernelFunctions functions = functions(driver);
        functions.set(VF, GUESTS);
        driver.taken.clear();

        functions.set(VF, GUESTS);
        assertThat(driver.taken).isEmpty();

        functions.set(VF, GUESTS.withMac(MacAddress.parse("52:54:00:00:00:11")));
        assertThat(driver.taken).containsExactly(VfSettings.none().withAddress(MacAddress.parse("52:54:00:00:00:11")));
    }

    @Test
    void eachRefusedPartIsNamedAndTheOthersAreSet() {
        ScriptedDriver driver = new ScriptedDriver(settings ->
                settings.maxTxRateMbps().isPresent() || settings.trusted().isPresent());
        KernelFunctions functions = functions(driver);

        assertThatThrownBy(() -> functions.set(VF, GUESTS))
                .isInstanceOf(HostNetworkException.class)
                .hasMessageStartingWith(
                        "pf0 vf 0 (0000:42:02.0) did not take min_tx_rate 200 max_tx_rate 1000, trust on: ")
                .hasMessageContaining("EOPNOTSUPP");
        assertThat(functions.admin(VF).mac()).isEqualTo(MAC);
        assertThat(functions.admin(VF).linkState()).isEqualTo("enable");
    }

    @Test
    void refusedDefaultsAreNotAskedForInTheFirstPlace() {
        KernelFunctions functions =
                functions(new ScriptedDriver(settings -> settings.address().isEmpty()));

        functions.set(VF, FRESH.withMac(MAC));

        assertThat(functions.admin(VF)).isEqualTo(FRESH.withMac(MAC));
    }

    @Test
    void zeroAddressIsSetWhereTheDriverTakesIt() {
        ScriptedDriver driver = new ScriptedDriver(KernelFunctionsTest::nothing);
        KernelFunctions functions = functions(driver);
        functions.set(VF, FRESH.withMac(MAC));

        functions.set(VF, FRESH);

        assertThat(driver.vf.address()).isEqualTo(NONE);
    }

    @Test
    void vfOfADriverThatRefusesZeroIsParkedOnALocalAddressAndToldAsCleared() {
        ScriptedDriver driver = refusingZero();
        KernelFunctions functions = functions(driver);
        functions.set(VF, FRESH.withMac(MAC));

        functions.set(VF, FRESH);

        assertThat(driver.vf.address()).isEqualTo(functions.parked(VF));
        assertThat(driver.vf.address().toString()).startsWith("02:");
        assertThat(functions.admin(VF)).isEqualTo(FRESH);
        driver.taken.clear();
        functions.set(VF, FRESH);
        assertThat(driver.taken).isEmpty();
    }

    @Test
    void eachVfIsParkedOnAnAddressOfItsOwn() {
        KernelFunctions functions = functions(refusingZero());
        List<MacAddress> parked = IntStream.range(0, 256)
                .mapToObj(index -> functions.parked(new VfRef("pf0", index, VF.pci())))
                .toList();

        assertThat(parked).doesNotHaveDuplicates().noneMatch(MacAddress::isMulticast);
    }

    @Test
    void whatTheDriverDoesNotTellIsNotHeldAgainstIt() {
        ScriptedDriver driver = new ScriptedDriver(KernelFunctionsTest::nothing);
        driver.hideSpoofCheck();
        KernelFunctions functions = functions(driver);

        functions.set(VF, GUESTS);

        assertThat(functions.admin(VF).spoofCheck()).isEmpty();
        assertThat(functions.admin(VF).trust()).hasValue(true);
    }

    @Test
    void whatIsEmptyStaysAsItIs() {
        ScriptedDriver driver = new ScriptedDriver(KernelFunctionsTest::nothing);
        KernelFunctions functions = functions(driver);
        functions.set(VF, GUESTS);

        functions.set(VF, new VfAdmin(MAC, 0, 0, "802.1Q", 0, 0, Optional.empty(), Optional.empty(), "auto"));

        assertThat(functions.admin(VF))
                .isEqualTo(new VfAdmin(MAC, 0, 0, "802.1Q", 0, 0, Optional.of(false), Optional.of(true), "auto"));
        assertThat(driver.vf.linkState()).isEqualTo(VfLinkState.AUTO);
    }

    @Test
    void vfThatIsNotThereIsNamed() {
        KernelFunctions functions = functions(new ScriptedDriver(KernelFunctionsTest::nothing));

        assertThatThrownBy(() -> functions.admin(new VfRef("pf0", 7, VF.pci())))
                .isInstanceOf(HostNetworkException.class)
                .hasMessage("pf0 has no VF 7");
    }

    private static boolean nothing(VfSettings settings) {
        return false;
    }

    private static ScriptedDriver refusingZero() {
        return new ScriptedDriver(
                settings -> settings.address().filter(MacAddress::isZero).isPresent());
    }

    private KernelFunctions functions(ScriptedDriver driver) {
        Path nowhere = Path.of("/nowhere");
        return new KernelFunctions(driver, new HostLinks(kernel, nowhere, Map.of()), nowhere);
    }
}
