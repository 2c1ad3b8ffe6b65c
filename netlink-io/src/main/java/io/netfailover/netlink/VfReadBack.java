package io.netfailover.netlink;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares what was set for a VF with what its PF's driver says then. What the driver does not tell cannot be held against it. */
final class VfReadBack {
    private final List<String> differences = new ArrayList<>();

    private VfReadBack() {}

    /** One text for each setting that did not take, {@code spoofchk is true, not false}. */
    static List<String> differences(VfSettings wanted, VirtualFunction now) {
        VfReadBack comparison = new VfReadBack();
        comparison.compare("MAC", wanted.address(), Optional.of(now.address()));
        comparison.compare("VLAN", wanted.vlan(), Optional.of(now.vlan()));
        wanted.minTxRateMbps().ifPresent(rate -> comparison.compare("min_tx_rate", rate, now.minTxRateMbps()));
        wanted.maxTxRateMbps().ifPresent(rate -> comparison.compare("max_tx_rate", rate, now.maxTxRateMbps()));
        comparison.compare("spoofchk", wanted.spoofCheck(), now.spoofCheck());
        comparison.compare("trust", wanted.trusted(), now.trusted());
        comparison.compare("query_rss", wanted.rssQuery(), now.rssQuery());
        comparison.compare("state", wanted.linkState(), Optional.of(now.linkState()));
        return comparison.differences;
    }

    private <T> void compare(String what, Optional<T> wanted, Optional<T> now) {
        if (wanted.isPresent() && now.isPresent()) {
            compare(what, wanted.get(), now.get());
        }
    }

    private void compare(String what, Object wanted, Object now) {
        if (!wanted.equals(now)) {
            differences.add(what + " is " + now + ", not " + wanted);
        }
    }
}
