package io.netfailover.migration;

import io.netfailover.netlink.VfLinkState;
import io.netfailover.netlink.VfSettings;
import io.netfailover.netlink.VfVlan;
import io.netfailover.netlink.VirtualFunction;
import io.netfailover.types.MacAddress;
import io.netfailover.types.VfRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A PF with one VF whose driver refuses what the test says, and whose settings the test can change. */
final class ScriptedDriver implements PfDriver {
    static final MacAddress PF_ADDRESS = MacAddress.parse("00:1b:21:00:00:01");

    VirtualFunction vf = new VirtualFunction(
            0,
            new MacAddress(0),
            Optional.empty(),
            List.of(VfVlan.NONE),
            0,
            0,
            0,
            Optional.of(true),
            VfLinkState.AUTO,
            Optional.of(false),
            Optional.empty(),
            Optional.empty());
    final List<VfSettings> taken = new ArrayList<>();
    private final Predicate<VfSettings> refuses;

    ScriptedDriver(Predicate<VfSettings> refuses) {
        this.refuses = refuses;
    }

    @Override
    public Optional<VirtualFunction> read(VfRef ref) {
        return Optional.of(vf).filter(found -> found.index() == ref.index());
    }

    @Override
    public Optional<String> set(VfRef ref, VfSettings settings) {
        if (refuses.test(settings)) {
            return Optional.of("set VF 0 of pf0: Operation not supported (EOPNOTSUPP)");
        }
        taken.add(settings);
        vf = new VirtualFunction(
                0,
                settings.address().orElse(vf.address()),
                Optional.empty(),
                settings.vlan().map(List::of).orElse(vf.vlans()),
                0,
                settings.minTxRateMbps().orElse(vf.minTxRateMbps()),
                settings.maxTxRateMbps().orElse(vf.maxTxRateMbps()),
                vf.spoofCheck().isPresent() ? settings.spoofCheck().or(vf::spoofCheck) : Optional.empty(),
                settings.linkState().orElse(vf.linkState()),
                settings.trusted().or(vf::trusted),
                Optional.empty(),
                Optional.empty());
        return Optional.empty();
    }

    /** The driver does not tell about it. */
    void hideSpoofCheck() {
        vf = new VirtualFunction(
                0,
                vf.address(),
                Optional.empty(),
                vf.vlans(),
                0,
                vf.minTxRateMbps(),
                vf.maxTxRateMbps(),
                Optional.empty(),
                vf.linkState(),
                vf.trusted(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public MacAddress addressOf(String pf) {
        return PF_ADDRESS;
    }
}
