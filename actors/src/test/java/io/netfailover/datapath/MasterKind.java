package io.netfailover.datapath;

import io.netfailover.types.Layout;
import io.netfailover.types.Steering;

/** The masters that every test of frames is run with. */
enum MasterKind {
    PROBE_DIRECT(Steering.BPF_PROBE, Layout.DIRECT),
    FLIP_DIRECT(Steering.BPF_FLIP, Layout.DIRECT),
    PROBE_VISIBLE(Steering.BPF_PROBE, Layout.VISIBLE),
    FLIP_VISIBLE(Steering.BPF_FLIP, Layout.VISIBLE),
    PROBE_HIDDEN(Steering.BPF_PROBE, Layout.HIDDEN),
    FLIP_HIDDEN(Steering.BPF_FLIP, Layout.HIDDEN),
    MIRRED(Steering.MIRRED, Layout.DIRECT),
    TAP(Steering.TAP, Layout.DIRECT);

    final Steering steering;
    final Layout layout;
    /** Whether frames would be lost without it. */
    final boolean needsCarrier;

    /** Whether frames cross the master itself, so that it counts them. */
    final boolean countsItself;

    /** Whether it has an idle end. */
    final boolean isPair;

    MasterKind(Steering steering, Layout layout) {
        this.steering = steering;
        this.layout = layout;
        this.countsItself = layout != Layout.DIRECT || steering == Steering.TAP;
        this.needsCarrier = countsItself || steering == Steering.MIRRED;
        this.isPair = steering != Steering.TAP;
    }
}
