package io.netfailover.migration;

import io.netfailover.types.VfAdmin;
import io.netfailover.types.VfRef;
import java.util.List;

/** The VFs of PFs and what is set for them; errors and idempotence as {@link HostNetwork} has them. */
interface VirtualFunctions {
    List<VfRef> of(String pf);

    VfAdmin admin(VfRef vf);

    void set(VfRef vf, VfAdmin admin);
}
