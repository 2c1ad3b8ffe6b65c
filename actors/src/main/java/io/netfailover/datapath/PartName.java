package io.netfailover.datapath;

import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkNames;
import io.netfailover.types.MasterName;
import java.util.Optional;

/**
 * The name of a link that stands beside a master.
 *
 * @param altName the name that it would have if the kernel took longer ones
 */
record PartName(String name, Optional<String> altName) {
    /** {@code ens10nsby}, as udev calls the standby of a kernel master (NF-03). */
    static PartName ofStandby(MasterName master, IfIndex standby) {
        return of(master + "nsby", "nf" + standby + "sby");
    }

    /** {@code ens10x}. */
    static PartName ofIdleEnd(MasterName master, IfIndex standby) {
        return of(master + "x", "nf" + standby + "x");
    }

    /** What the master is called while the standby still has, or has again, the master's name. */
    static String ofUnfinishedMaster(IfIndex standby) {
        return "nf" + standby + "m";
    }

    private static PartName of(String wanted, String replacement) {
        return wanted.length() <= LinkNames.MAX_LENGTH
                ? new PartName(wanted, Optional.empty())
                : new PartName(replacement, Optional.of(wanted));
    }
}
