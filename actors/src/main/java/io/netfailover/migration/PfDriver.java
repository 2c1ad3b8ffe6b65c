package io.netfailover.migration;

import io.netfailover.netlink.Link;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.VfSettings;
import io.netfailover.netlink.VirtualFunction;
import io.netfailover.types.MacAddress;
import io.netfailover.types.VfRef;
import java.util.Optional;

/** A PF's driver, as far as it takes orders about VFs. Drivers differ in what they refuse and what they take and ignore. */
interface PfDriver {
    /** Empty when it has no such VF. */
    Optional<VirtualFunction> read(VfRef vf);

    /** @return in the kernel's words why it was refused or did not take; empty when it is so */
    Optional<String> set(VfRef vf, VfSettings settings);

    MacAddress addressOf(String pf);

    static PfDriver of(RouteSocket kernel, HostLinks links) {
        return new PfDriver() {
            @Override
            public Optional<VirtualFunction> read(VfRef vf) {
                Link pf = links.required(vf.pf());
                return kernel.links().virtualFunctions(pf.ifIndex()).stream()
                        .filter(function -> function.index() == vf.index())
                        .findFirst();
            }

            @Override
            public Optional<String> set(VfRef vf, VfSettings settings) {
                try {
                    kernel.links().setVf(links.required(vf.pf()).ifIndex(), vf.index(), settings);
                    return Optional.empty();
                } catch (NetlinkException e) {
                    return Optional.of(String.valueOf(e.getMessage()));
                }
            }

            @Override
            public MacAddress addressOf(String pf) {
                return links.required(pf).address().orElse(new MacAddress(0));
            }
        };
    }
}
