package io.netfailover.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netfailover.config.Logging;
import io.netfailover.config.Settings;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.LinkJson;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.os.OsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Changes links of two network namespaces at random, by turns through our socket and through {@code ip}, and compares both pictures of both
 * namespaces after each change. What was granted to our socket must be done, and what was refused to it must be refused to {@code ip}.
 */
public final class LinkDifferential {
    static final String WRONG_FIELD = "wrong-field";
    static final String SWAPPED_DELAYS = "swapped-delays";
    static final String LOST_CHANGE = "lost-change";

    /** What moves while it is read differs each time in another field; a mistake of ours stays. */
    private static final int ATTEMPTS = 5;

    private static final int MOST_OBJECTIONS = 5;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> KINDS =
            List.of("veth", "bridge", "macvlan", "tap", "ifb", "dummy", "vlan", "bond", "team");
    private static final String PROBE = "probe";
    private static final String PROBE_LOWER = "below";

    private final Site home;
    private final Site beyond;
    private final String plant;
    private final Map<String, Long> counts = new TreeMap<>();
    private final List<String> objections = new ArrayList<>();

    /** @param beyond another namespace than {@code home}, to which links move and from which they come back */
    LinkDifferential(Site home, Site beyond, String plant) {
        this.home = home;
        this.beyond = beyond;
        this.plant = plant;
    }

    /** For a guest, whose only namespace this process is in: {@code SEED CHANGES PLANT}; writes the round as JSON. */
    public static void main(String[] arguments) throws JsonProcessingException {
        Logging.start(new Settings.Log(Settings.Level.ERROR, false));
        try (Ground ground = Ground.make("beyond");
                Site home = Site.initial();
                Site beyond = Site.named(ground.namespace())) {
            LinkDifferential differential = new LinkDifferential(home, beyond, arguments[2]);
            Round round = differential.run(Long.parseLong(arguments[0]), Integer.parseInt(arguments[1]));
            System.out.println(JSON.writeValueAsString(round));
        }
    }

    /** Leaves no link but those that no one can delete, and these at home. */
    Round run(long seed, int changes) {
        Random random = new Random(seed);
        LinkChanges choices = new LinkChanges(random, kinds());
        for (int number = 1; number <= changes && objections.size() < MOST_OBJECTIONS; number++) {
            boolean isHere = random.nextInt(3) != 0;
            Site site = isHere ? home : beyond;
            LinkChange change = choices.next(site.route().dumpLinks(), isHere ? beyond : home);
            boolean byUs = random.nextBoolean() && change.ours().isPresent();
            List<String> differences = new ArrayList<>(byUs ? applyByUs(site, change) : applyByIp(site, change));
            differences.addAll(compare(home));
            differences.addAll(compare(beyond));
            if (!differences.isEmpty()) {
                objections.add("after change " + number + " (" + change + (byUs ? ", by our socket" : "")
                        + (isHere ? "" : ", beyond") + "): " + String.join("; ", differences));
            }
        }
        clear();
        return new Round(counts, Map.of(), objections);
    }

    /** Those that this kernel makes. */
    private List<String> kinds() {
        return KINDS.stream().filter(this::isMadeHere).toList();
    }

    private boolean isMadeHere(String kind) {
        List<String> command = switch (kind) {
            case "veth" -> List.of("link", "add", PROBE, "type", "veth");
            case "tap" -> List.of("tuntap", "add", "mode", "tap", "name", PROBE);
            case "vlan" -> List.of("link", "add", "link", "lo", "name", PROBE, "type", "vlan", "id", "1");
            case "macvlan" -> List.of("link", "add", "link", PROBE_LOWER, "name", PROBE, "type", "macvlan");
            default -> List.of("link", "add", PROBE, "type", kind);
        };
        home.ip(List.of("link", "add", PROBE_LOWER, "type", "veth"));
        boolean made = home.ip(command).exit() == 0;
        home.ip(List.of("link", "delete", PROBE));
        home.ip(List.of("link", "delete", PROBE_LOWER));
        return made;
    }

    /** What our request was refused must be refused to {@code ip} as well, or the request was wrong. */
    private List<String> applyByUs(Site site, LinkChange change) {
        count("changes through our socket", 1);
        try {
            if (!plant.equals(LOST_CHANGE)) {
                site.inside(() -> change.ours().orElseThrow().accept(site.route(), change.target()));
            }
        } catch (NetlinkException | OsException e) {
            count("of these refused by the kernel", 1);
            return site.ip(change.ip()).exit() == 0
                    ? List.of("refused to us (" + e.getMessage() + "), granted to ip")
                    : List.of();
        }
        count(change.topic() + ", by us", 1);
        return missed(site, change);
    }

    private List<String> applyByIp(Site site, LinkChange change) {
        count("changes through ip", 1);
        if (site.ip(change.ip()).exit() != 0) {
            count("of these refused by the kernel", 1);
            return List.of();
        }
        count(change.topic() + ", by ip", 1);
        return List.of();
    }

    /** What was granted to us must have been done. */
    private static List<String> missed(Site site, LinkChange change) {
        if (change.shown().isEmpty()) {
            return List.of();
        }
        LinkChange.Shown shown = change.shown().get();
        int index = change.target().ifIndex().value();
        for (JsonNode link : site.linksByIp()) {
            String text = link.at(shown.pointer()).asText();
            if (link.path("ifindex").asInt() == index && !text.equals(shown.text())) {
                return List.of("granted, yet " + shown.pointer() + " is '" + text + "', not '" + shown.text() + "'");
            }
        }
        return List.of();
    }

    private void count(String what, long more) {
        counts.merge(what, more, Long::sum);
    }

    private List<String> compare(Site site) {
        List<String> differences = List.of();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            JsonNode before = site.linksByIp();
            JsonNode ours = JSON.valueToTree(LinkJson.of(site.route().dumpDetails()));
            plantInto(ours);
            LinkComparison.Outcome outcome = LinkComparison.of(before, ours, site.linksByIp());
            count("fields compared", outcome.fields());
            differences = outcome.differences();
            if (differences.isEmpty()) {
                break;
            }
        }
        return differences;
    }

    private void plantInto(JsonNode links) {
        for (JsonNode link : links) {
            if (plant.equals(WRONG_FIELD)) {
                ((ObjectNode) link).set("promiscuity", link.path("allmulti"));
            }
            if (plant.equals(SWAPPED_DELAYS)
                    && link.at("/linkinfo/info_data") instanceof ObjectNode bond
                    && bond.has("updelay")) {
                JsonNode upDelay = bond.path("updelay");
                bond.replace("updelay", bond.path("downdelay"));
                bond.replace("downdelay", upDelay);
            }
        }
    }

    private void clear() {
        for (Link link : beyond.route().dumpLinks()) {
            if (link.kind().isEmpty() && !link.isLoopback()) {
                tolerantly(() -> home.admit(beyond.route().links(), link.ifIndex()));
            }
        }
        for (Site site : List.of(beyond, home)) {
            for (Link link : site.route().dumpLinks()) {
                if (!link.kind().isEmpty()) {
                    tolerantly(() -> site.route().delete(link.ifIndex()));
                }
            }
        }
    }

    /** It may be gone with another one, or be what cannot be deleted, like what a driver made. */
    private static void tolerantly(Runnable removal) {
        try {
            removal.run();
        } catch (NetlinkException e) {
            // the next round takes it as it is
        }
    }
}
