package io.netfailover.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "vf",
        description = "The VFs of this host that VMs can be given.",
        subcommands = {VfCommands.ListAll.class, VfCommands.Reserve.class, VfCommands.Release.class},
        footer = {"", "Examples:", "  netfailover vf list", "  netfailover vf reserve ens1f0 3 --for vm1"})
final class VfCommands extends Noun {
    @Command(
            name = "list",
            description = "List the VFs of the pool, and who holds them.",
            footer = {
                "",
                "Examples:",
                "  netfailover vf list",
                "  netfailover vf list --json | jq '.vfs[] | select(.state == \"free\")'"
            })
    static final class ListAll extends ReadingCommand {
        @Override
        public Integer call() {
            return show("list VFs", "/v1/vfs", this::table);
        }

        private String table(Json answer) {
            if (answer.list("vfs").isEmpty()) {
                return "no VFs: netfailover.vf.pfs names the PFs whose VFs are used\n";
            }
            Table table = new Table(paint(), "PF", "INDEX", "PCI", "STATE", "BY");
            for (Json vf : answer.list("vfs")) {
                table.row(vf.text("pf"), vf.text("index"), vf.text("pci"), vf.text("state"), vf.text("by"));
            }
            StringBuilder text = new StringBuilder(table.toString());
            for (Json pf : answer.list("pfsWithoutLink")) {
                text.append("! PF ").append(pf.text()).append(" has no link: VMs with its VFs are cut off\n");
            }
            return text.toString();
        }
    }

    @Command(
            name = "reserve",
            description = {
                "Keep a VF for a VM, or away from all.",
                "A VM that migrates to this host takes the VF that is reserved under its name."
            },
            footer = {
                "",
                "Examples:",
                "  netfailover vf reserve ens1f0 3 --for vm1",
                "  netfailover vf reserve ens1f0 4 --for maintenance"
            })
    static final class Reserve extends CliCommand {
        @Parameters(index = "0", paramLabel = "PF", description = "The PF's link name.")
        private String pf = "";

        @Parameters(index = "1", paramLabel = "INDEX", description = "The VF, counted from 0.")
        private int index;

        @Option(
                names = "--for",
                required = true,
                paramLabel = "NAME",
                description = "A domain, or any other word without blanks.")
        private String holder = "";

        @Override
        public Integer call() {
            daemon().request(
                            "reserve VF " + index + " of " + pf,
                            "POST",
                            target(pf, index, "reserve"),
                            Json.object(Map.of("by", holder)));
            return print("VF " + index + " of " + pf + " is reserved for " + holder + "\n");
        }
    }

    @Command(
            name = "release",
            description = "Give a VF back to the pool; one that nobody holds is no error.",
            footer = {"", "Examples:", "  netfailover vf release ens1f0 3"})
    static final class Release extends CliCommand {
        @Parameters(index = "0", paramLabel = "PF", description = "The PF's link name.")
        private String pf = "";

        @Parameters(index = "1", paramLabel = "INDEX", description = "The VF, counted from 0.")
        private int index;

        @Override
        public Integer call() {
            Json answer = DaemonClient.parse(
                    daemon().request("release VF " + index + " of " + pf, "POST", target(pf, index, "release"), ""));
            String what = answer.text("result").equals("absent") ? " was held by nobody" : " is free";
            return print("VF " + index + " of " + pf + what + "\n");
        }
    }

    private static String target(String pf, int index, String verb) {
        return "/v1/vfs/" + DaemonClient.segment(pf) + "/" + index + "/" + verb;
    }
}
