package io.netfailover.cli;

import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "netdev",
        description = "Links as the daemon sees them.",
        subcommands = {NetdevCommands.ListAll.class, NetdevCommands.Show.class},
        footer = {"", "Examples:", "  netfailover netdev list", "  netfailover netdev show ens11"})
final class NetdevCommands extends Noun {
    @Command(
            name = "list",
            description = "List all links.",
            footer = {
                "",
                "Examples:",
                "  netfailover netdev list",
                "  netfailover netdev list --json | jq '.netdevs[] | select(.role)'"
            })
    static final class ListAll extends ReadingCommand {
        @Override
        public Integer call() {
            return show("list links", "/v1/netdevs", this::table);
        }

        private String table(Json answer) {
            Table table = new Table(
                    paint(),
                    "NAME",
                    "IFINDEX",
                    "KIND",
                    "MAC",
                    "MTU",
                    "ADMIN",
                    "CARRIER",
                    "ROLE",
                    "FAILOVER",
                    "JOURNALLED");
            for (Json netdev : answer.list("netdevs")) {
                table.row(
                        netdev.text("name"),
                        netdev.text("ifindex"),
                        netdev.text("kind").isEmpty() ? "-" : netdev.text("kind"),
                        netdev.text("mac"),
                        netdev.text("mtuBytes"),
                        netdev.is("up") ? "up" : "down",
                        netdev.is("carrier") ? "up" : "down",
                        netdev.text("role"),
                        netdev.text("failoverMaster"),
                        netdev.is("journalled") ? "yes" : "no");
            }
            return table.toString();
        }
    }

    @Command(
            name = "show",
            description = "Show one link.",
            footer = {
                "",
                "Examples:",
                "  netfailover netdev show ens11",
                "  netfailover netdev show ens11 --json | jq .key"
            })
    static final class Show extends ReadingCommand {
        @Parameters(paramLabel = "NAME", description = "The link.")
        private String name = "";

        @Override
        public Integer call() {
            return show("show link " + name, "/v1/netdevs/" + DaemonClient.segment(name), Show::details);
        }

        private static String details(Json netdev) {
            String state = (netdev.is("up") ? "up" : "down") + (netdev.is("carrier") ? ", carrier" : ", no carrier");
            Facts facts = new Facts();
            facts.add("link", netdev.text("name") + " (ifindex " + netdev.text("ifindex") + ")");
            facts.add("kind", netdev.text("kind").isEmpty() ? "-" : netdev.text("kind"));
            facts.add("MAC", netdev.text("mac") + ", permanent " + netdev.text("permanentMac"));
            facts.add("MTU", netdev.text("mtuBytes"));
            facts.add("state", state + ", operstate " + netdev.text("operState"));
            facts.add("master", netdev.text("master"));
            facts.add(
                    "failover",
                    netdev.text("role")
                            + netdev.optional("failoverMaster")
                                    .map(master -> " of " + master)
                                    .orElse(""));
            facts.add("journalled", netdev.is("journalled") ? "yes" : "no");
            facts.add(
                    "other names",
                    netdev.list("altNames").isEmpty()
                            ? "-"
                            : netdev.list("altNames").stream().map(Json::text).collect(Collectors.joining(", ")));
            facts.add("alias", netdev.text("alias").isEmpty() ? "-" : netdev.text("alias"));
            facts.add("key", netdev.text("key"));
            return facts.toString();
        }
    }
}
