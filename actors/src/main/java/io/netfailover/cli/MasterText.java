package io.netfailover.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Masters for people. */
final class MasterText {
    private MasterText() {}

    static String table(List<Json> masters, UnaryOperator<String> paint) {
        Table table = new Table(
                paint,
                "MASTER",
                "STATE",
                "PATH",
                "CARRIER",
                "PRIMARY",
                "STANDBY",
                "STEERING",
                "SWITCHES",
                "LAST SWITCH");
        for (Json master : masters) {
            table.row(
                    master.text("name"),
                    master.text("state"),
                    master.text("path"),
                    master.is("up") ? upDown(master.is("carrier")) : "closed",
                    slave(master, "primary"),
                    slave(master, "standby"),
                    master.text("steering"),
                    master.text("switches"),
                    lastSwitch(master));
        }
        return table.toString();
    }

    /** One line for each alarm, none when all is well. */
    private static String alarms(Json master) {
        StringBuilder text = new StringBuilder();
        for (Json alarm : master.list("alarms")) {
            text.append("! ").append(alarm.text()).append('\n');
        }
        return text.toString();
    }

    /** Everything about one master. */
    static String details(Json master, UnaryOperator<String> paint) {
        Facts facts = new Facts();
        facts.add("master", master.text("name") + " (ifindex " + master.text("ifindex") + ")");
        facts.add("state", paint.apply(master.text("state")));
        facts.add("path", paint.apply(master.text("path")));
        facts.add(
                "link",
                (master.is("up") ? "up" : "down") + ", " + (master.is("carrier") ? "carrier" : "no carrier") + ", MAC "
                        + master.text("mac") + ", MTU " + master.text("mtuBytes"));
        facts.add("steering", master.text("steering") + ": " + master.text("why"));
        facts.add("layout", master.text("layout") + ", idle end " + master.text("idle", "name"));
        facts.add("receive", master.text("rx"));
        facts.add("policy", policyInALine(master.at("policy")));
        facts.add("switches", master.text("switches") + ", last " + lastSwitch(master));
        master.optional("confirmBy")
                .ifPresent(until -> facts.add(
                        "confirmation",
                        "undone at " + master.time("confirmBy") + " unless 'master confirm' comes before"));
        if (!master.at("settings").isNull()) {
            facts.add("settings", settings(master.at("settings")));
        }
        return facts + "\n" + slaves(master, paint) + "\n" + counters(master.at("counters")) + "\n"
                + statistics(master.at("statistics")) + alarms(master);
    }

    /** A line for each key. */
    static String policy(Json policy) {
        Table table = new Table("POLICY", "VALUE");
        policy.members().forEach((key, value) -> table.row(key, value.text()));
        return table.toString();
    }

    private static String policyInALine(Json policy) {
        return policy.members().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().text())
                .collect(Collectors.joining(" "));
    }

    private static String slaves(Json master, UnaryOperator<String> paint) {
        Table table = new Table(paint, "SLAVE", "LINK", "IFINDEX", "ADMIN", "CARRIER", "REFUSAL");
        for (Json slave : master.list("slaves")) {
            boolean present = slave.is("present");
            table.row(
                    slave.text("role"),
                    slave.text("name"),
                    slave.text("ifindex"),
                    present ? upDown(slave.is("up")) : "missing",
                    present ? upDown(slave.is("carrier")) : "-",
                    slave.text("refusal"));
        }
        return table.toString();
    }

    private static String settings(Json settings) {
        String speed = settings.optional("speedMbits")
                .map(mbits -> mbits + " Mb/s, " + settings.text("duplex") + " duplex")
                .orElse("speed unknown");
        return speed + ", MTU from " + settings.text("minMtuBytes") + " to " + settings.text("maxMtuBytes");
    }

    /** What the slaves have counted for their master. */
    private static String statistics(Json statistics) {
        Table table = new Table("TRAFFIC", "PACKETS", "BYTES", "ERRORS", "DROPPED");
        for (String direction : List.of("tx", "rx")) {
            table.row(
                    direction.equals("tx") ? "transmitted" : "received",
                    Long.toUnsignedString(statistics.count(direction + "Packets")),
                    Long.toUnsignedString(statistics.count(direction + "Bytes")),
                    Long.toUnsignedString(statistics.count(direction + "Errors")),
                    Long.toUnsignedString(statistics.count(direction + "Dropped")));
        }
        return table.toString();
    }

    private static String counters(Json counters) {
        Table table = new Table("FRAMES", "PRIMARY", "STANDBY", "DROPPED");
        table.row(
                "transmitted",
                counters.text("transmittedOnPrimary"),
                counters.text("transmittedOnStandby"),
                counters.text("transmitDropped"));
        table.row(
                "received",
                counters.text("receivedOnPrimary"),
                counters.text("receivedOnStandby"),
                counters.text("receiveDropped"));
        return table.toString();
    }

    private static String slave(Json master, String role) {
        Optional<Json> slave = master.list("slaves").stream()
                .filter(candidate -> candidate.text("role").equals(role))
                .findFirst();
        return slave.map(found -> found.text("name") + state(found)).orElse("-");
    }

    /** Nothing when the slave is usable, else what is wrong with it. */
    private static String state(Json slave) {
        if (slave.optional("refusal").isPresent()) {
            return " (refused)";
        }
        if (!slave.is("present")) {
            return " (missing)";
        }
        if (!slave.is("up")) {
            return " (down)";
        }
        return slave.is("carrier") ? "" : " (no carrier)";
    }

    private static String lastSwitch(Json master) {
        Json last = master.at("lastSwitch");
        return last.isNull()
                ? "-"
                : last.time("at") + " " + last.text("from") + " to " + last.text("to") + ": " + last.text("reason");
    }

    private static String upDown(boolean up) {
        return up ? "up" : "down";
    }
}
