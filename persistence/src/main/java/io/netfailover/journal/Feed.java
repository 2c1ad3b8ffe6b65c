package io.netfailover.journal;

/** How frames for the VM's MAC find it while its VF goes or comes. */
public enum Feed {
    /** They are delivered to the VF and to the tap at once; the guest drops one of them. */
    BOTH,
    /** For NICs that deliver one MAC to one function: they move when the VF has gone, and before it comes. */
    MOVE
}
