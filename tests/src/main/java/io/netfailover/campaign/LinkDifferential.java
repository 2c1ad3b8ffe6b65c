package io.netfailover.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netfailover.config.Logging;
import io.netfailover.config.Settings;
import io.netfailover.lab.Command;
import io.netfailover.lab.LabException;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.LinkJson;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.OsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Changes links at random, by turns through our socket and through {@code ip}, and compares both pictures after each change. */
public final class LinkDifferential {
    static final String WRONG_FIELD = "wrong-field";

    /** What moves while it is read differs each time in another field; a mistake of ours stays. */
    private static final int ATTEMPTS = 5;

    private static final int MOST_OBJECTIONS = 5;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> KINDS =
            List.of("veth", "bridge", "macvlan", "tap", "ifb", "dummy", "vlan", "bond", "team");
    private static final String PROBE = "probe";
    private static final String PROBE_LOWER = "below";

    private final RouteSocket route;
    private final List<String> ip;
    private final String plant;
    private long changesByUs;
    private long changesByIp;
    private long refused;
    private long fields;
    private final List<String> objections = new ArrayList<>();

    /**
     * @param route looks into the namespace
     * @param ip how {@code ip} is called there
     */
    LinkDifferential(RouteSocket route, List<String> ip, String plant) {
        this.route = route;
        this.ip = ip;
        this.plant = plant;
    }

    /** In the namespace of this process, for a guest: {@code SEED CHANGES PLANT}; writes the round as JSON. */
    public static void main(String[] arguments) throws JsonProcessingException {
        Logging.start(new Settings.Log(Settings.Level.ERROR, false));
        try (RouteSocket route = RouteSocket.open()) {
            LinkDifferential differential = new LinkDifferential(route, List.of("ip"), arguments[2]);
            Round round = differential.run(Long.parseLong(arguments[0]), Integer.parseInt(arguments[1]));
            System.out.println(JSON.writeValueAsString(round));
        }
    }

    /** Leaves no link but those that no one can delete. */
    Round run(long seed, int changes) {
        Random random = new Random(seed);
        LinkChanges choices = new LinkChanges(random, kinds());
        for (int number = 1; number <= changes && objections.size() < MOST_OBJECTIONS; number++) {
            LinkChange change = choices.next(route.dumpLinks());
            boolean byUs = random.nextBoolean();
            apply(change, byUs);
            List<String> differences = compare();
            if (!differences.isEmpty()) {
                objections.add("after change " + number + " (" + change + (byUs ? ", by our socket" : "") + "): "
                        + String.join("; ", differences));
            }
        }
        clear();
        return new Round(
                Map.of(
                        "changes through our socket", changesByUs,
                        "changes through ip", changesByIp,
                        "of these refused by the kernel", refused,
                        "fields compared", fields),
                Map.of(),
                objections);
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
        ip("link", "add", PROBE_LOWER, "type", "veth");
        boolean made = ip(command.toArray(String[]::new)).exit() == 0;
        ip("link", "delete", PROBE);
        ip("link", "delete", PROBE_LOWER);
        return made;
    }

    private void apply(LinkChange change, boolean byUs) {
        if (byUs) {
            changesByUs++;
            try {
                change.ours().accept(route, change.target());
            } catch (NetlinkException | OsException e) {
                refused++;
            }
        } else {
            changesByIp++;
            if (ip(change.ip().toArray(String[]::new)).exit() != 0) {
                refused++;
            }
        }
    }

    private List<String> compare() {
        List<String> differences = List.of();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            JsonNode before = ipLinks();
            JsonNode ours = JSON.valueToTree(LinkJson.of(route.dumpDetails()));
            plantInto(ours);
            LinkComparison.Outcome outcome = LinkComparison.of(before, ours, ipLinks());
            fields += outcome.fields();
            differences = outcome.differences();
            if (differences.isEmpty()) {
                break;
            }
        }
        return differences;
    }

    private void plantInto(JsonNode links) {
        if (plant.equals(WRONG_FIELD)) {
            for (JsonNode link : links) {
                ((ObjectNode) link).set("promiscuity", link.path("allmulti"));
            }
        }
    }

    private JsonNode ipLinks() {
        try {
            return JSON.readTree(
                    ip("-details", "-statistics", "-json", "link").orFail().out());
        } catch (JsonProcessingException e) {
            throw new LabException("ip -json wrote what is no JSON: " + e.getMessage(), e);
        }
    }

    private Command.Outcome ip(String... arguments) {
        List<String> command = new ArrayList<>(ip);
        command.addAll(List.of(arguments));
        return Command.run(command.toArray(String[]::new));
    }

    private void clear() {
        for (Link link : route.dumpLinks()) {
            if (!link.kind().isEmpty()) {
                try {
                    route.delete(link.ifIndex());
                } catch (NetlinkException e) {
                    // it cannot be deleted, like what a driver made
                }
            }
        }
    }
}
