package io.netfailover.lab;

import io.netfailover.types.MacAddress;
import java.util.List;
import java.util.Locale;

/** The kinds of masters that live side by side in an {@link OutageGuest}, each over a virtio NIC and one that stands for a VF. */
public enum GuestMaster {
    OURS("ours", "52:54:00:0d:00:01", 0),
    BOND_10("bonding, miimon=10", "52:54:00:0d:00:02", 10),
    BOND_100("bonding, miimon=100", "52:54:00:0d:00:03", 100),
    NET_FAILOVER("net_failover", "52:54:00:0d:00:04", 0);

    private final String words;
    private final String mac;
    private final int miimonMillis;

    GuestMaster(String words, String mac, int miimonMillis) {
        this.words = words;
        this.mac = mac;
        this.miimonMillis = miimonMillis;
    }

    public String words() {
        return words;
    }

    boolean bond() {
        return miimonMillis > 0;
    }

    String standby() {
        return "standby-" + id();
    }

    String primary() {
        return "primary-" + id();
    }

    private String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    List<GuestNic> nics() {
        MacAddress address = MacAddress.parse(mac);
        GuestNic standby = GuestNic.virtio(standby(), address).withCable();
        GuestNic primary = GuestNic.vf(primary(), address).withCable();
        return this == NET_FAILOVER
                ? List.of(standby.offeringStandby(), primary.pairedWith(standby()))
                : List.of(standby, primary);
    }

    /** A command of the guest that writes the name of its primary, of which the guest knows the MAC; nothing while there is none. */
    String primaryName() {
        return "for a in /sys/class/net/*/address; do l=${a%/address}; if grep -q " + mac
                + " $a && readlink $l/device/driver | grep -q vmxnet3; then echo ${l##*/}; fi; done";
    }

    /** The same for the standby, as long as no master of ours has taken its name. */
    String standbyName() {
        return primaryName().replace("vmxnet3", "virtio_net");
    }

    /** A bond of both; the NICs are closed. */
    String makeBond() {
        String bond = id().replace("-", "");
        return "ip link add " + bond + " address " + mac + " type bond mode active-backup miimon " + miimonMillis
                + " && ip link set $(" + standbyName() + ") master " + bond + " && " + enslave(bond)
                + " && ip link set " + bond + " up && echo " + bond;
    }

    /** Whatever user space does for a bond when a NIC is plugged; the others do it themselves. */
    String enslave(String bond) {
        return "p=$(" + primaryName() + ") && ip link set $p master " + bond + " && ip link set " + bond
                + " type bond primary $p";
    }
}
