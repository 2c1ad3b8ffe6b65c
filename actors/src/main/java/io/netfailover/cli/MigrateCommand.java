package io.netfailover.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "migrate",
        description = {
            "Move a running VM to another host without a gap in its network.",
            "Called on the host that the VM runs on. It is done by the daemons: when this command is interrupted, the migration goes on."
        },
        footer = {
            "",
            "Examples:",
            "  netfailover migrate vm1 --to hv2 --dry-run",
            "  netfailover migrate vm1 --to hv2",
            "  netfailover migrate vm1 --to hv2 --no-vf degraded --timeout 10m --bandwidth 500",
            "  netfailover migrate vm1 --to hv2 --detach --json | jq -r .id"
        })
final class MigrateCommand extends CliCommand {
    /** Longer than the daemon waits for the fleet. */
    private static final Duration ORDER = Duration.ofSeconds(40);
    /** Some twenty steps, each of which may have to wait for a host that is slow. */
    private static final Duration DRY_RUN = Duration.ofMinutes(5);

    enum Strategy {
        EXPLICIT,
        DOCUMENT,
        TEAMING
    }

    enum FeedWay {
        BOTH,
        MOVE
    }

    enum WithoutVf {
        REFUSE,
        WAIT,
        DEGRADED
    }

    enum Pairing {
        KERNEL,
        NETFAILOVER
    }

    @Parameters(paramLabel = "DOMAIN", description = "The VM.")
    private String domain = "";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "HOST",
            description = "The destination, by its name in the fleet.")
    private String to = "";

    @Option(
            names = "--strategy",
            paramLabel = "HOW",
            description =
                    "explicit (the VF leaves before and comes after, both paths fed), document (the order of the kernel's"
                            + " document) or teaming (QEMU unplugs and plugs by itself). Default: explicit.")
    private @Nullable Strategy strategy;

    @Option(
            names = "--feed",
            paramLabel = "HOW",
            description =
                    "both: frames are delivered to VF and tap at once while the VF goes or comes; move: for NICs that deliver"
                            + " one MAC to one function. Default: as configured.")
    private @Nullable FeedWay feed;

    @Option(
            names = "--no-vf",
            paramLabel = "WHAT",
            description =
                    "When the destination has no free VF: refuse, wait (until --timeout) or degraded (migrate, and give it one"
                            + " later). Default: as configured.")
    private @Nullable WithoutVf noVf;

    @Option(
            names = "--guest-master",
            paramLabel = "WHO",
            description = "Who pairs the NICs in the guest: kernel (its net_failover) or netfailover. Default: kernel.")
    private @Nullable Pairing guestMaster;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = TimeText.class,
            description = "Cancel when the memory has not moved within 90s, 5m, 1h. Default: as configured.")
    private @Nullable Duration timeout;

    @Option(names = "--bandwidth", paramLabel = "MiB/s", description = "At most so much. Default: the hypervisor's.")
    private @Nullable Integer bandwidth;

    @Option(
            names = "--max-downtime",
            paramLabel = "TIME",
            converter = TimeText.class,
            description = "How long the VM may stand still at the end: 300ms. Default: the hypervisor's.")
    private @Nullable Duration maxDowntime;

    @Option(
            names = "--auto-converge",
            description = "Slow the VM down when it changes memory faster than that is sent.")
    private boolean autoConverge;

    @Option(names = "--parallel", paramLabel = "N", description = "Send over N connections at once.")
    private @Nullable Integer parallel;

    @Option(names = "--tls", description = "Send encrypted.")
    private boolean tls;

    @Option(names = "--copy-storage", description = "Also copy the disks that the hosts do not share.")
    private boolean copyStorage;

    @Option(names = "--detach", description = "Return when the migration has begun.")
    private boolean detach;

    @Option(
            names = "--dry-run",
            description =
                    "Change nothing: show each step, what its check finds now, and the commands that would do the same.")
    private boolean dryRun;

    @Option(
            names = {"-j", "--json"},
            description = "Print JSON when it has ended (docs/reference/json.md).")
    private boolean json;

    @Override
    public Integer call() {
        String what = "migrate " + domain;
        if (dryRun) {
            String body = cli().daemon(DRY_RUN).request(what, "POST", "/v1/migrations/dry-run", order());
            print(json ? body.strip() + "\n" : DryRunText.of(DaemonClient.parse(body), paint()));
            return DryRunText.exitCode(DaemonClient.parse(body)).number;
        }
        String body = cli().daemon(ORDER).request(what, "POST", "/v1/migrations", order());
        String id = DaemonClient.parse(body).text("id");
        if (detach) {
            return json
                    ? printJson(body)
                    : print("migration " + id + " is under way\n  " + MigrationText.howToFollow(id) + "\n");
        }
        return new MigrationWatch(cli(), id, json).follow().number;
    }

    /** What is not said is left to the daemon. */
    private String order() {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("domain", domain);
        order.put("to", to);
        put(order, "strategy", strategy);
        put(order, "feed", feed);
        put(order, "noVf", noVf);
        put(order, "guestMaster", guestMaster);
        if (timeout != null) {
            order.put("timeout", timeout.toString());
        }
        if (bandwidth != null) {
            order.put("bandwidthMiBps", bandwidth);
        }
        if (maxDowntime != null) {
            order.put("maxDowntimeMs", maxDowntime.toMillis());
        }
        if (parallel != null) {
            order.put("parallelConnections", parallel);
        }
        order.put("autoConverge", autoConverge);
        order.put("tls", tls);
        order.put("copyStorage", copyStorage);
        return Json.object(order);
    }

    private static void put(Map<String, Object> order, String field, @Nullable Enum<?> word) {
        if (word != null) {
            order.put(field, word.name().toLowerCase(Locale.ROOT));
        }
    }
}
