package io.netfailover.cli;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The status on one screen. */
final class StatusText {
    private StatusText() {}

    static String of(Json status, UnaryOperator<String> paint) {
        Json daemon = status.at("daemon");
        Json netlink = status.at("netlink");
        Json steering = status.at("steering");
        Json journal = status.at("journal");
        Facts facts = new Facts();
        line(
                facts,
                "daemon",
                paint.apply(daemon.is("ready") ? "ready" : "starting"),
                "version " + daemon.text("version"),
                "pid " + daemon.text("pid"),
                "up for " + TimeText.spoken(daemon.number("uptimeSeconds")),
                "home " + daemon.text("home"));
        line(
                facts,
                "netlink",
                netlink.is("synced") ? "synced" : paint.apply("not synced"),
                plural(netlink.count("links"), "link"),
                plural(netlink.count("messages"), "message"),
                plural(netlink.count("overruns"), "overrun"),
                plural(netlink.count("resyncs"), "resync"),
                netlink.count("malformed") + " malformed");
        line(
                facts,
                "steering",
                plural(steering.count("switches"), "switch"),
                plural(steering.count("reflexes"), "reflex"),
                steering.count("reflexes") == 0 ? "" : "last in " + steering.text("lastReflexMicros") + " us");
        line(
                facts,
                "journal",
                plural(journal.count("events"), "event"),
                bytes(journal.count("bytes")),
                "schema " + journal.text("schema"));
        List<Json> masters = status.list("masters");
        return facts + "\n" + (masters.isEmpty() ? "no masters\n" : MasterText.table(masters, paint))
                + AlarmCommands.lines(status.list("alarms"));
    }

    private static void line(Facts facts, String subject, String... parts) {
        facts.add(subject, Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(", ")));
    }

    static String plural(long count, String noun) {
        String ending = count == 1 ? "" : noun.endsWith("x") || noun.endsWith("h") ? "es" : "s";
        return count + " " + noun + ending;
    }

    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        if (bytes < 1 << 20) {
            return Math.round(bytes / 102.4) / 10.0 + " KiB";
        }
        return Math.round(bytes / (102.4 * 1024)) / 10.0 + " MiB";
    }
}
