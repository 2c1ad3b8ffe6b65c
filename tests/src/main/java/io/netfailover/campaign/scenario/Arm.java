package io.netfailover.campaign.scenario;

import io.netfailover.lab.GuestNic;
import io.netfailover.types.MacAddress;
import java.util.List;
import java.util.Locale;

/** One of the two masters that go through the same scenario, each over NICs of the same kinds. */
enum Arm {
    KERNEL("52:54:00:0a:00:01", "52:54:00:0a:00:02"),
    OURS("52:54:00:0b:00:01", "52:54:00:0b:00:02");

    private final String mac;
    private final String another;

    Arm(String mac, String another) {
        this.mac = mac;
        this.another = another;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Ends the names of what a scenario makes for this arm. */
    String letter() {
        return word().substring(0, 1);
    }

    /** Of all its NICs. */
    MacAddress mac() {
        return MacAddress.parse(mac);
    }

    /** A unicast address that scenarios add to its links. */
    MacAddress another() {
        return MacAddress.parse(another);
    }

    /** QEMU's id. */
    String nic(Role role) {
        return word() + "-" + role.word();
    }

    /** No two are paired by QEMU, which would plug a primary by itself whenever a driver takes the standby. */
    List<GuestNic> nics() {
        GuestNic standby = GuestNic.virtio(nic(Role.STANDBY), mac()).withCable();
        GuestNic primary = GuestNic.vf(nic(Role.PRIMARY), mac()).withCable();
        GuestNic second = GuestNic.vf(nic(Role.SECOND), mac()).withCable().unplugged();
        return this == KERNEL ? List.of(standby.offeringStandby(), primary, second) : List.of(standby, primary, second);
    }
}
