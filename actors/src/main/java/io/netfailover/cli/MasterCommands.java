package io.netfailover.cli;

import io.netfailover.types.Layout;
import io.netfailover.types.LinkNames;
import io.netfailover.types.Preference;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "master",
        description = "Failover masters.",
        subcommands = {
            MasterCommands.Create.class,
            MasterCommands.Confirm.class,
            MasterCommands.Destroy.class,
            MasterCommands.ListAll.class,
            MasterCommands.Show.class,
            MasterCommands.Set.class,
            MasterCommands.Prefer.class,
            MasterCommands.Release.class
        },
        footer = {
            "",
            "Examples:",
            "  netfailover master create ens10 --standby ens10",
            "  netfailover master show ens10",
            "  netfailover master prefer ens10 standby",
            "  netfailover master destroy ens10"
        })
final class MasterCommands extends Noun {
    @Command(
            name = "create",
            description = {
                "Make a failover master over a standby link.",
                "The master takes the standby's name and MAC; the standby is renamed to NAMEnsby. A link with the same permanent MAC"
                        + " becomes the primary when it appears. A master that exists already as asked for is left as it is.",
                "Addresses, routes, permanent neighbours and the root qdisc move to the master with the traffic."
            },
            footer = {
                "",
                "Examples:",
                "  netfailover master create ens10 --standby ens10",
                "  netfailover master create ens10 --standby ens10 --steering bpf-flip --rx strict",
                "  netfailover master create ens10 --standby ens10 --confirm 60s"
            })
    static final class Create extends CliCommand {
        @Parameters(
                paramLabel = "NAME",
                converter = LinkName.class,
                description = "The master's name, usually that of the standby.")
        private String name = "";

        @Option(
                names = "--standby",
                required = true,
                paramLabel = "IF",
                description = "The link that is always there: the paravirtual NIC.")
        private String standby = "";

        @Option(
                names = "--steering",
                paramLabel = "HOW",
                converter = SteeringWord.class,
                description =
                        "auto, bpf, bpf-probe (fails over in the kernel, without user space), bpf-flip (the daemon decides),"
                                + " mirred (likewise, without eBPF), tap (the daemon copies every frame, without tc) or bond"
                                + " (the kernel's bonding; never chosen by auto)."
                                + " Default: auto.")
        private Steering steering = Steering.AUTO;

        @Option(
                names = "--layout",
                paramLabel = "LAYOUT",
                description =
                        "direct (fastest), visible (frames cross the master's pair, so that tcpdump and its own counters see all of them) or"
                                + " hidden (likewise, and the slaves live in a network namespace of their own, where no network daemon sees them)."
                                + " Default: direct.")
        private Layout layout = Layout.DIRECT;

        @Option(
                names = "--rx",
                paramLabel = "RULE",
                description =
                        "What arrives on the standby while a primary without carrier is there: open (accepted) or strict"
                                + " (dropped, as the kernel's driver does). Default: open.")
        private ReceiveRule rx = ReceiveRule.OPEN;

        @Option(
                names = "--confirm",
                paramLabel = "TIME",
                converter = TimeText.class,
                description =
                        "Undo it by itself unless 'master confirm NAME' is run within that time (1s to 24h): for those who"
                                + " are logged in through the link. Default: no confirmation is needed.")
        private @Nullable Duration confirm;

        @Override
        public Integer call() {
            Map<String, String> request = new LinkedHashMap<>();
            request.put("name", name);
            request.put("standby", standby);
            request.put("steering", steering.word());
            request.put("layout", layout.word());
            request.put("rx", rx.name().toLowerCase(Locale.ROOT));
            if (confirm != null) {
                request.put("confirm", confirm.toString());
            }
            Json answer = DaemonClient.parse(
                    daemon().request("create master " + name, "POST", "/v1/masters", Json.object(request)));
            Json master = answer.at("master");
            String what = answer.text("result").equals("exists") ? " exists already" : " created";
            return print("master " + name + what + ": path " + master.text("path") + ", steering "
                    + master.text("steering") + "\n"
                    + master.optional("confirmBy")
                            .map(until -> "it is undone at " + master.time("confirmBy")
                                    + " unless you run 'netfailover master confirm " + name + "' before\n")
                            .orElse(""));
        }
    }

    @Command(
            name = "confirm",
            description = "Keep a master that was created with --confirm.",
            footer = {"", "Examples:", "  netfailover master confirm ens10"})
    static final class Confirm extends CliCommand {
        @Parameters(paramLabel = "NAME", description = "The master.")
        private String name = "";

        @Override
        public Integer call() {
            daemon().request(
                            "confirm master " + name,
                            "POST",
                            "/v1/masters/" + DaemonClient.segment(name) + "/confirm",
                            "");
            return print("master " + name + " confirmed, it stays\n");
        }
    }

    @Command(
            name = "destroy",
            description = "Remove a master and give its links back; one that is not there is no error.",
            footer = {"", "Examples:", "  netfailover master destroy ens10"})
    static final class Destroy extends CliCommand {
        @Parameters(paramLabel = "NAME", description = "The master.")
        private String name = "";

        @Override
        public Integer call() {
            Json answer = DaemonClient.parse(daemon().request(
                            "destroy master " + name, "DELETE", "/v1/masters/" + DaemonClient.segment(name), ""));
            boolean absent = answer.text("result").equals("absent");
            return print("master " + name + (absent ? " is not there" : " destroyed") + "\n");
        }
    }

    @Command(
            name = "list",
            description = "List all masters.",
            footer = {"", "Examples:", "  netfailover master list", "  netfailover master list --json"})
    static final class ListAll extends ReadingCommand {
        @Override
        public Integer call() {
            return show("list masters", "/v1/masters", answer -> MasterText.table(answer.list("masters"), paint()));
        }
    }

    @Command(
            name = "show",
            description = "Show one master with its slaves and counters.",
            footer = {
                "",
                "Examples:",
                "  netfailover master show ens10",
                "  netfailover master show ens10 --json | jq .counters"
            })
    static final class Show extends ReadingCommand {
        @Parameters(paramLabel = "NAME", description = "The master.")
        private String name = "";

        @Override
        public Integer call() {
            return show(
                    "show master " + name,
                    "/v1/masters/" + DaemonClient.segment(name),
                    answer -> MasterText.details(answer, paint()));
        }
    }

    @Command(
            name = "set",
            description = {
                "Change how a master chooses its path, or show it.",
                "Keys, values and what they mean are in docs/reference/cli.md. Keys that are not named stay as they are; without any, the"
                        + " policy is shown."
            },
            footer = {
                "",
                "Examples:",
                "  netfailover master set ens10",
                "  netfailover master set ens10 up-delay=5s flap-limit=4",
                "  netfailover master set ens10 probe-targets=192.0.2.1,2001:db8::1 probe-interval=500ms"
            })
    static final class Set extends ReadingCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "The master.")
        private String name = "";

        @Parameters(
                index = "1..*",
                paramLabel = "KEY=VALUE",
                description =
                        "prefer, reselect, up-delay, down-delay, flap-limit, flap-window, flap-hold, probe-targets,"
                                + " probe-interval, probe-misses, announce-count, announce-interval, primary-device, primary-serial.")
        private Map<String, String> changes = new LinkedHashMap<>();

        @Override
        public Integer call() {
            return changes.isEmpty()
                    ? show(
                            "show the policy of master " + name,
                            "/v1/masters/" + DaemonClient.segment(name),
                            answer -> MasterText.policy(answer.at("policy")))
                    : setPolicy(this, name, changes);
        }
    }

    @Command(
            name = "prefer",
            description = {
                "Say which slave a master is to use as long as it is usable.",
                "auto is the primary, moderated by the delays and the like of 'master set'; primary is the primary at once."
            },
            footer = {
                "",
                "Examples:",
                "  netfailover master prefer ens10 standby",
                "  netfailover master prefer ens10 auto"
            })
    static final class Prefer extends CliCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "The master.")
        private String name = "";

        @Parameters(index = "1", paramLabel = "WHICH", description = "primary, standby or auto.")
        private Preference which = Preference.AUTO;

        @Override
        public Integer call() {
            return setPolicy(this, name, Map.of("prefer", which.word()));
        }
    }

    private static Integer setPolicy(CliCommand command, String name, Map<String, String> changes) {
        Json answer = DaemonClient.parse(command.daemon()
                .request(
                        "set the policy of master " + name,
                        "PATCH",
                        "/v1/masters/" + DaemonClient.segment(name),
                        Json.object(changes)));
        boolean unchanged = answer.text("result").equals("unchanged");
        String keys = changes.keySet().stream()
                .map(key -> key + "=" + answer.text("policy", key))
                .collect(Collectors.joining(" "));
        return command.print("master " + name + (unchanged ? " has that policy already: " : ": ") + keys + "\n");
    }

    @Command(
            name = "release",
            description = {
                "Free a master's links without the daemon, from what the kernel shows.",
                "For when the daemon or its journal is broken. Stop the daemon first; with one that runs, use 'master destroy'."
            },
            footer = {"", "Examples:", "  netfailover master release ens10 --offline"})
    static final class Release extends CliCommand {
        @Parameters(paramLabel = "NAME", converter = LinkName.class, description = "The master.")
        private String name = "";

        @Option(
                names = "--offline",
                description = "Confirms that no daemon is asked and nothing is written to a journal.")
        private boolean offline;

        @Override
        public Integer call() {
            if (!offline) {
                throw new CliException(
                        ExitCode.USAGE,
                        "cannot release master " + name
                                + ": that is done without a daemon only, and --offline confirms it",
                        "With a daemon that runs, use 'netfailover master destroy " + name + "'.");
            }
            return ProgramClass.run(ProgramClass.RELEASE, name);
        }
    }

    /** A name that the kernel takes. */
    static final class LinkName implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            LinkNames.objection(text).ifPresent(reason -> {
                throw new TypeConversionException(reason);
            });
            return text;
        }
    }

    static final class SteeringWord implements ITypeConverter<Steering> {
        @Override
        public @Nullable Steering convert(String text) {
            try {
                return Steering.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
