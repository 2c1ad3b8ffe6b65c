package io.netfailover.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "domain",
        description = "VMs of this host, as its hypervisor has them now, and definitions of VMs.",
        subcommands = {
            DomainCommands.ListAll.class,
            DomainCommands.Show.class,
            DomainCheckCommand.class,
            DomainTeamingCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  netfailover domain list",
            "  netfailover domain show vm1",
            "  netfailover domain check vm1.xml"
        })
final class DomainCommands extends Noun {
    @Command(
            name = "list",
            description = "List all VMs.",
            footer = {
                "",
                "Examples:",
                "  netfailover domain list",
                "  netfailover domain list --json | jq '.domains[] | select(.state == \"running\") | .name'"
            })
    static final class ListAll extends ReadingCommand {
        @Override
        public Integer call() {
            return show("list domains", "/v1/domains", answer -> table(answer.list("domains")));
        }

        private String table(List<Json> domains) {
            if (domains.isEmpty()) {
                return "no domains\n";
            }
            Table table = new Table(paint(), "DOMAIN", "STATE", "PERSISTENT", "NICS", "VFS", "STANDBY", "JOB");
            for (Json domain : domains) {
                table.row(
                        domain.text("name"),
                        domain.text("state"),
                        domain.is("persistent") ? "yes" : "no",
                        Integer.toString(domain.list("nics").size()),
                        Long.toString(domain.list("nics").stream()
                                .filter(nic -> nic.optional("vf").isPresent())
                                .count()),
                        standby(domain),
                        domain.text("job"));
            }
            return table.toString();
        }
    }

    @Command(
            name = "show",
            description = "Show one VM with its NICs.",
            footer = {
                "",
                "Examples:",
                "  netfailover domain show vm1",
                "  netfailover domain show vm1 --json | jq .nics"
            })
    static final class Show extends ReadingCommand {
        @Parameters(paramLabel = "DOMAIN", description = "The VM.")
        private String name = "";

        @Override
        public Integer call() {
            return show("show domain " + name, "/v1/domains/" + DaemonClient.segment(name), this::details);
        }

        private String details(Json domain) {
            Facts facts = new Facts();
            facts.add("domain", domain.text("name"));
            facts.add(
                    "state",
                    domain.text("state") + (domain.is("persistent") ? ", persistent" : ", gone when it is shut off"));
            facts.add("standby", standby(domain));
            facts.add("job", domain.text("job"));
            domain.list("obstacles").forEach(obstacle -> facts.add("obstacle", obstacle.text()));
            Table table = new Table(paint(), "NIC", "MODEL", "MAC", "LINK", "AT", "PART");
            for (Json nic : domain.list("nics")) {
                table.row(
                        nic.text("alias"),
                        nic.text("model"),
                        nic.text("mac"),
                        nic.is("linkUp") ? "up" : "down",
                        nic.optional("vf").orElse(nic.text("hostLink")),
                        part(nic));
            }
            return facts + "\n" + table;
        }

        private static String part(Json nic) {
            return nic.optional("pairOf")
                    .map(standby -> "primary of " + standby)
                    .orElse(nic.is("failover") ? "standby" : "-");
        }
    }

    private static String standby(Json domain) {
        return domain.at("standbyNegotiated").isNull()
                ? "unknown"
                : domain.is("standbyNegotiated") ? "negotiated" : "not negotiated";
    }
}
