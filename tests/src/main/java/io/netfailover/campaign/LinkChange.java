package io.netfailover.campaign;

import io.netfailover.netlink.Link;
import io.netfailover.netlink.RouteSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * One change of one link, in two languages. The kernel may refuse it in both.
 *
 * @param topic under which it is counted
 * @param target the link, or one that a new link is made over; ignored by changes that need none
 * @param ip what {@code ip} takes
 * @param ours the same by our own requests; empty for what only {@code ip} can ask for
 * @param shown what {@code ip} must show of the target once the change was granted to us
 */
record LinkChange(
        Topic topic,
        Link target,
        List<String> ip,
        Optional<BiConsumer<RouteSocket, Link>> ours,
        Optional<Shown> shown) {
    LinkChange {
        ip = List.copyOf(ip);
    }

    enum Topic {
        LINK_MADE("links made"),
        LINK_DELETED("links deleted"),
        LINK_SET("settings of links"),
        BRIDGE_SET("settings of bridges"),
        BOND_SET("settings of bonds and their slaves"),
        VF_SET("settings of VFs"),
        PORT("ports joined or freed"),
        SLAVE("bond slaves enslaved or released"),
        MOVE("links moved between namespaces");

        private final String words;

        Topic(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * A member of the object that {@code ip -json} shows of a link.
     *
     * @param pointer RFC 6901: {@code /linkinfo/info_data/miimon}
     * @param text its value, empty when the member must be absent
     */
    record Shown(String pointer, String text) {}

    static LinkChange of(Topic topic, Link target, List<String> ip, BiConsumer<RouteSocket, Link> ours) {
        return new LinkChange(topic, target, ip, Optional.of(ours), Optional.empty());
    }

    /** {@code ip link set dev TARGET WORDS}. */
    static LinkChange set(Topic topic, Link target, BiConsumer<RouteSocket, Link> ours, String... words) {
        return of(topic, target, command(target, words), ours);
    }

    /** Likewise, where netlink-io has no such operation. */
    static LinkChange setByIp(Topic topic, Link target, String... words) {
        return new LinkChange(topic, target, command(target, words), Optional.empty(), Optional.empty());
    }

    LinkChange showing(String pointer, Object value) {
        return new LinkChange(topic, target, ip, ours, Optional.of(new Shown(pointer, value.toString())));
    }

    /** The target is no longer where it was; were it, it would have a name. */
    LinkChange leavingNothing() {
        return showing("/ifname", "");
    }

    private static List<String> command(Link target, String... words) {
        List<String> command = new ArrayList<>(List.of("link", "set", "dev", target.name()));
        command.addAll(List.of(words));
        return command;
    }

    @Override
    public String toString() {
        return "ip " + String.join(" ", ip);
    }
}
