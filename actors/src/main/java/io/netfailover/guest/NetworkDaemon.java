package io.netfailover.guest;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What configures links in a guest, and which of our files keep it off the slaves. */
public enum NetworkDaemon {
    NETWORKD,
    IFUPDOWN,
    CLOUD_IFUPDOWN,
    NETWORKMANAGER,
    NETPLAN,
    CLOUD_INIT,
    DRACUT;

    /** As people write it: {@code cloud-ifupdown}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<NetworkDaemon> parse(String word) {
        return Arrays.stream(values())
                .filter(daemon -> daemon.word().equals(word))
                .findAny();
    }

    /** Those whose programs the guest has. */
    public static Set<NetworkDaemon> installedIn(GuestRoot root) {
        Set<NetworkDaemon> found = EnumSet.noneOf(NetworkDaemon.class);
        Arrays.stream(values()).filter(daemon -> root.exists(daemon.program())).forEach(found::add);
        return found;
    }

    private String program() {
        return switch (this) {
            case NETWORKD -> "/usr/lib/systemd/system/systemd-networkd.service";
            case IFUPDOWN -> "/usr/sbin/ifup";
            case CLOUD_IFUPDOWN -> Paths.CLOUD_HELPER;
            case NETWORKMANAGER -> "/usr/sbin/NetworkManager";
            case NETPLAN -> "/usr/sbin/netplan";
            case CLOUD_INIT -> "/usr/bin/cloud-init";
            case DRACUT -> "/usr/bin/dracut";
        };
    }

    /** What has to be done, besides udev reading its rules again, for a running guest to follow. */
    public String applied() {
        return switch (this) {
            case NETWORKD -> "networkctl reload";
            case IFUPDOWN -> "ifdown and ifup of what was configured before";
            case NETWORKMANAGER -> "systemctl restart NetworkManager";
            case NETPLAN -> "netplan apply";
            case CLOUD_IFUPDOWN, CLOUD_INIT -> "a reboot";
            case DRACUT -> "dracut --force";
        };
    }

    /** Each once, in an order in which they are safe to write: what is run before what runs it. */
    public List<GuestFile> files() {
        return Stream.of(
                        Stream.of(Paths.DRIVERS, Paths.LINK_ROLE, Paths.ROLE_RULES, Paths.PARTS_LINK),
                        alsoOf(),
                        own().stream())
                .flatMap(paths -> paths)
                .distinct()
                .map(GuestFile::at)
                .toList();
    }

    /** Netplan and cloud-init write for other daemons; so does whoever brings up links by ifupdown. */
    private Stream<String> alsoOf() {
        List<NetworkDaemon> others = switch (this) {
            case CLOUD_IFUPDOWN -> List.of(IFUPDOWN);
            case NETPLAN -> List.of(NETWORKD, NETWORKMANAGER);
            case CLOUD_INIT -> List.of(NETWORKD, IFUPDOWN, NETWORKMANAGER);
            case NETWORKD, IFUPDOWN, NETWORKMANAGER, DRACUT -> List.of();
        };
        return others.stream().flatMap(daemon -> daemon.own().stream());
    }

    private List<String> own() {
        return switch (this) {
            case NETWORKD -> List.of(Paths.NETWORKD_PARTS, "/etc/systemd/network/89-netfailover-master.network");
            case IFUPDOWN -> List.of("/etc/udev/rules.d/81-netfailover-ifupdown.rules", Paths.IFUPDOWN_HOOK);
            case CLOUD_IFUPDOWN -> List.of(Paths.CLOUD_HELPER);
            case NETWORKMANAGER -> List.of(Paths.NETWORKMANAGER_RULES);
            case NETPLAN, CLOUD_INIT -> List.of();
            case DRACUT ->
                List.of(
                        Paths.NETWORKD_PARTS,
                        Paths.NETWORKMANAGER_RULES,
                        Paths.DRACUT_MODULE + "/module-setup.sh",
                        Paths.DRACUT_MODULE + "/95-netfailover-ifup.rules",
                        "/etc/dracut.conf.d/90-netfailover.conf");
        };
    }

    /** What more than one class names. */
    static final class Paths {
        static final String DRIVERS = "/etc/modprobe.d/netfailover.conf";
        static final String LINK_ROLE = "/etc/netfailover/guest/link-role";
        static final String ROLE_RULES = "/etc/udev/rules.d/71-netfailover.rules";
        static final String PARTS_LINK = "/etc/systemd/network/05-netfailover-part.link";
        static final String NETWORKD_PARTS = "/etc/systemd/network/05-netfailover-part.network";
        static final String NETWORKMANAGER_RULES = "/etc/udev/rules.d/86-netfailover-networkmanager.rules";
        static final String IFUPDOWN_HOOK = "/etc/network/if-pre-up.d/netfailover";
        static final String CLOUD_HELPER = "/etc/network/cloud-ifupdown-helper";
        private static final String DRACUT_MODULE = "/usr/lib/dracut/modules.d/37netfailover";

        private Paths() {}
    }
}
