package io.netfailover.campaign;

import static io.netfailover.campaign.LinkChange.Topic.BOND_SET;
import static io.netfailover.campaign.LinkChange.Topic.SLAVE;

import io.netfailover.netlink.BondSettings;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.NewLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Chooses changes of bonds and of their slaves. */
final class BondChanges {
    private static final List<String> MODES =
            List.of("balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb");
    private static final List<String> PRIMARY_RESELECT = List.of("always", "better", "failure");
    private static final List<String> FAIL_OVER_MAC = List.of("none", "active", "follow");

    /** The kernel rounds delays down to multiples of the interval; {@link #DELAYS_MS} are multiples of all of these. */
    private static final int[] INTERVALS_MS = {0, 50, 100, 200};

    private static final int[] DELAYS_MS = {0, 200, 400, 1_200};

    /** Words of {@code ip link set type bond} that {@link BondSettings} has not, each with values to choose from. */
    private static final List<List<String>> ONLY_BY_IP = List.of(
            List.of("use_carrier", "0", "1"),
            List.of("arp_interval", "0", "250", "1000"),
            List.of("arp_validate", "none", "active", "backup", "all", "filter", "filter_active", "filter_backup"),
            List.of("arp_all_targets", "any", "all"),
            List.of("arp_ip_target", "192.0.2.1", "192.0.2.1,192.0.2.2", "192.0.2.3,198.51.100.1,203.0.113.9"),
            List.of("ns_ip6_target", "2001:db8::1", "2001:db8::1,2001:db8::2"),
            List.of("arp_missed_max", "1", "3", "255"),
            List.of("xmit_hash_policy", "layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4", "vlan+srcmac"),
            List.of("all_slaves_active", "0", "1"),
            List.of("min_links", "0", "2"),
            List.of("lp_interval", "1", "77"),
            List.of("packets_per_slave", "0", "1", "500"),
            List.of("tlb_dynamic_lb", "0", "1"),
            List.of("lacp_rate", "slow", "fast"),
            List.of("lacp_active", "off", "on"),
            List.of("ad_select", "stable", "bandwidth", "count"),
            List.of("ad_user_port_key", "0", "1023"),
            List.of("ad_actor_sys_prio", "1", "65535"),
            List.of("ad_actor_system", "02:00:00:00:00:ad"));

    private final Random random;

    BondChanges(Random random) {
        this.random = random;
    }

    /** @param any is not used */
    LinkChange creation(Link any, String name) {
        int mode = random.nextInt(3) == 0 ? random.nextInt(MODES.size()) : MODES.indexOf("active-backup");
        // Not 0: without an interval the kernel takes no delay.
        int intervalMs = INTERVALS_MS[1 + random.nextInt(INTERVALS_MS.length - 1)];
        int delayMs = DELAYS_MS[random.nextInt(DELAYS_MS.length)];
        BondSettings settings = BondSettings.none()
                .mode(mode)
                .miimon(Duration.ofMillis(intervalMs))
                .upDelay(Duration.ofMillis(delayMs));
        List<String> ip = new ArrayList<>(List.of("link", "add", name, "type", "bond", "mode", MODES.get(mode)));
        ip.addAll(List.of("miimon", "" + intervalMs, "updelay", "" + delayMs));
        return LinkChange.of(
                LinkChange.Topic.LINK_MADE,
                any,
                ip,
                (route, none) -> route.links().create(NewLink.bond(name, settings)));
    }

    /** @param links among which its slaves are, and those that it may get */
    LinkChange next(Link bond, List<Link> links) {
        List<Link> slaves = links.stream()
                .filter(link -> link.master().equals(Optional.of(bond.ifIndex())))
                .toList();
        // A bond takes no link that is up.
        List<Link> free = links.stream()
                .filter(link -> link.master().isEmpty() && !link.isUp() && !link.equals(bond))
                .toList();
        int choice = random.nextInt(20);
        if (choice < 5 && !free.isEmpty()) {
            return enslaving(pick(free), bond);
        } else if (choice < 7 && !slaves.isEmpty()) {
            return release(pick(slaves));
        } else if (choice < 12 && !slaves.isEmpty()) {
            return ofSlave(bond, pick(slaves));
        }
        return random.nextInt(3) == 0 ? onlyByIp(bond) : ofItself(bond);
    }

    private static LinkChange enslaving(Link link, Link bond) {
        return LinkChange.set(
                        SLAVE,
                        link,
                        (route, it) -> route.links().setMaster(it.ifIndex(), bond.ifIndex()),
                        "master",
                        bond.name())
                .showing("/master", bond.name());
    }

    private static LinkChange release(Link slave) {
        return LinkChange.set(SLAVE, slave, (route, it) -> route.links().removeMaster(it.ifIndex()), "nomaster")
                .showing("/master", "");
    }

    /** Who is in use, who is preferred. */
    private LinkChange ofSlave(Link bond, Link slave) {
        return switch (random.nextInt(6)) {
            case 0, 1 ->
                of(bond, BondSettings.none().activeSlave(slave.ifIndex()), "active_slave", slave.name())
                        .showing("/linkinfo/info_data/active_slave", slave.name());
            case 2 -> of(bond, BondSettings.none().noActiveSlave(), "clear_active_slave");
            case 3 ->
                of(bond, BondSettings.none().primary(slave.ifIndex()), "primary", slave.name())
                        .showing("/linkinfo/info_data/primary", slave.name());
            case 4 -> {
                int queue = random.nextInt(16);
                yield LinkChange.setByIp(BOND_SET, slave, "type", "bond_slave", "queue_id", "" + queue)
                        .showing("/linkinfo/info_slave_data/queue_id", queue);
            }
            default -> {
                int priority = random.nextInt(201) - 100;
                yield LinkChange.set(
                                BOND_SET,
                                slave,
                                (route, it) -> route.links().setBondSlavePriority(it.ifIndex(), priority),
                                "type",
                                "bond_slave",
                                "prio",
                                "" + priority)
                        .showing("/linkinfo/info_slave_data/prio", priority);
            }
        };
    }

    private LinkChange ofItself(Link bond) {
        BondSettings none = BondSettings.none();
        int intervalMs = INTERVALS_MS[random.nextInt(INTERVALS_MS.length)];
        int delayMs = DELAYS_MS[random.nextInt(DELAYS_MS.length)];
        Duration delay = Duration.ofMillis(delayMs);
        int number = random.nextInt(256);
        int mode = random.nextInt(MODES.size());
        int word = random.nextInt(3);
        return switch (random.nextInt(9)) {
            case 0 -> shown(bond, none.mode(mode), "mode", MODES.get(mode), "mode");
            case 1 -> shown(bond, none.miimon(Duration.ofMillis(intervalMs)), "miimon", "" + intervalMs, "miimon");
            case 2 -> shown(bond, none.upDelay(delay), "updelay", "" + delayMs, "updelay");
            case 3 -> shown(bond, none.downDelay(delay), "downdelay", "" + delayMs, "downdelay");
            case 4 -> shown(bond, none.peerNotifyDelay(delay), "peer_notify_delay", "" + delayMs, "peer_notify_delay");
            case 5 ->
                shown(
                        bond,
                        none.primaryReselect(word),
                        "primary_reselect",
                        PRIMARY_RESELECT.get(word),
                        "primary_reselect");
            case 6 -> shown(bond, none.failOverMac(word), "fail_over_mac", FAIL_OVER_MAC.get(word), "fail_over_mac");
            case 7 -> shown(bond, none.gratuitousArps(number), "num_grat_arp", "" + number, "num_peer_notif");
            default -> shown(bond, none.resendIgmp(number), "resend_igmp", "" + number, "resend_igmp");
        };
    }

    private LinkChange onlyByIp(Link bond) {
        List<String> words = ONLY_BY_IP.get(random.nextInt(ONLY_BY_IP.size()));
        String value = words.get(1 + random.nextInt(words.size() - 1));
        return LinkChange.setByIp(BOND_SET, bond, "type", "bond", words.get(0), value);
    }

    private static LinkChange shown(Link bond, BondSettings settings, String word, String value, String member) {
        return of(bond, settings, word, value).showing("/linkinfo/info_data/" + member, value);
    }

    private static LinkChange of(Link bond, BondSettings settings, String... words) {
        List<String> all = new ArrayList<>(List.of("type", "bond"));
        all.addAll(List.of(words));
        return LinkChange.set(
                BOND_SET,
                bond,
                (route, it) -> route.links().setBond(it.ifIndex(), settings),
                all.toArray(String[]::new));
    }

    private Link pick(List<Link> links) {
        return links.get(random.nextInt(links.size()));
    }
}
