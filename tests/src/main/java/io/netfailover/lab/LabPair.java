package io.netfailover.lab;

import io.netfailover.types.MacAddress;

/**
 * One failover pair of a lab's VM, and what belongs to it on each host.
 *
 * @param number from 0
 * @param mac of both halves
 */
public record LabPair(int number, MacAddress mac) {
    /** QEMU's id of the virtio NIC. */
    public String standby() {
        return "standby" + number;
    }

    /** The id that the VF is plugged in under. */
    public String primary() {
        return "ua-vf" + number;
    }

    /** The standby's, in the host's bridge. */
    public String tap() {
        return "vmtap0" + (number + 1);
    }

    /** Of the VF that this pair gets; the uplink VF is number 0. */
    public int vf() {
        return number + 1;
    }

    String vfTap() {
        return "vf" + vf();
    }

    String standbyPort() {
        return "port" + 2 * number;
    }

    String primaryPort() {
        return "port" + (2 * number + 1);
    }

    /** Of the guest. A pair has a network of its own, so that the guest answers where it is asked. */
    String guestAddress() {
        return "10.77." + number + ".10";
    }

    String clientAddress() {
        return "10.77." + number + ".1";
    }
}
