package io.netfailover.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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
    static final class ListAll extends CliCommand {
        @Option(
                names = {"-j", "--json"},
                description = "Print JSON (docs/reference/json.md).")
        private boolean json;

        @Override
        public Integer call() {
            String body = daemon().get("list links", "/v1/netdevs");
            return json ? printJson(body) : print(table(DaemonClient.parse(body)));
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
    static final class Show extends CliCommand {
        @Parameters(paramLabel = "NAME", description = "The link.")
        private String name = "";

        @Option(
                names = {"-j", "--json"},
                description = "Print JSON (docs/reference/json.md).")
        private boolean json;

        @Override
        public Integer call() {
            String body = daemon().get("show link " + name, "/v1/netdevs/" + DaemonClient.segment(name));
            return json ? printJson(body) : print(details(DaemonClient.parse(body)));
        }

        private static String details(Json netdev) {
            return String.format(
                    "%-10s%s (ifindex %s)%n%-10s%s%n%-10s%s, permanent %s%n%-10s%s%n%-10s%s, %s, operstate %s%n"
                            + "%-10s%s%n%-10s%s%n%-10s%s%n%-10s%s%n%-10s%s%n",
                    "link",
                    netdev.text("name"),
                    netdev.text("ifindex"),
                    "kind",
                    netdev.text("kind"),
                    "MAC",
                    netdev.text("mac"),
                    netdev.text("permanentMac"),
                    "MTU",
                    netdev.text("mtuBytes"),
                    "state",
                    netdev.is("up") ? "up" : "down",
                    netdev.is("carrier") ? "carrier" : "no carrier",
                    netdev.text("operState"),
                    "master",
                    netdev.text("master"),
                    "failover",
                    netdev.optional("failoverMaster")
                            .map(master -> netdev.text("role") + " of " + master)
                            .orElse(netdev.text("role")),
                    "journalled",
                    netdev.is("journalled") ? " yes" : " no",
                    "names",
                    String.join(
                            ", ",
                            netdev.list("altNames").stream().map(Json::text).toList()),
                    "key",
                    netdev.text("key"));
        }
    }
}
