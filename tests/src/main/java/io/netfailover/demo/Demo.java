package io.netfailover.demo;

import io.netfailover.lab.Command;
import io.netfailover.lab.Daemon;
import io.netfailover.lab.Lab;
import io.netfailover.lab.LabException;
import io.netfailover.lab.Program;
import io.netfailover.types.Steering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** {@code ./demo}: a master over real links, in namespaces that it makes and removes, with every packet counted. */
@CommandLine.Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a guest, a switch and a peer of network namespaces, starts the daemon in the guest, creates a failover master, and counts"
                    + " what a probe of 1,000 packets a second loses while the primary loses carrier, is unplugged, and the daemon is killed.",
            "With --vm: a real VM (QEMU) with a stand-in VF migrates between two hosts, each with a daemon, there and back, and once more"
                    + " with the source's daemon killed in the middle, while a client probes it 100 times a second.",
            "Ends with 0 only when every promise was kept and nothing is left behind."
        },
        footer = {
            "",
            "Examples:",
            "  ./demo",
            "  ./demo --steering bpf-flip --rounds 5",
            "  ./demo --keep",
            "  ./demo --vm",
            "  ./demo --vm --svg vm.svg"
        })
public final class Demo implements Callable<Integer> {
    private static final int ROUNDS_MAX = 100;

    @Option(
            names = "--steering",
            paramLabel = "HOW",
            defaultValue = "auto",
            converter = SteeringWord.class,
            description = "auto, bpf-probe or bpf-flip. Default: ${DEFAULT-VALUE}.")
    private Steering steering = Steering.AUTO;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "1",
            description = "How often everything happens; medians are judged. Default: ${DEFAULT-VALUE}.")
    private int rounds = 1;

    @Option(
            names = "--keep",
            description = "Leave the namespaces, the daemon and the master for a look; says how to remove them.")
    private boolean keep;

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description =
                    "Where the timeline is drawn. Default: target/demo/timeline.svg, with --vm target/demo/vm-timeline.svg.")
    private @Nullable Path svg;

    @Option(
            names = "--vm",
            description =
                    "Migrate a real VM between two hosts instead; --steering, --rounds and --keep have no meaning then.")
    private boolean vm;

    public static void main(String... arguments) {
        System.exit(new CommandLine(new Demo()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (rounds < 1 || rounds > ROUNDS_MAX) {
            throw new CommandLine.ParameterException(new CommandLine(this), "--rounds is between 1 and " + ROUNDS_MAX);
        }
        if (!Command.run("id", "-u").out().strip().equals("0")) {
            System.err.println(
                    "demo: must run as root: it makes network namespaces, links and eBPF programs, and removes them again");
            return 1;
        }
        if (vm) {
            return new VmDemo(svg("vm-timeline.svg")).run() ? 0 : 1;
        }
        Lab lab;
        try {
            lab = Lab.build();
        } catch (LabException e) {
            System.err.println("demo: cannot make the network namespaces: " + e.getMessage());
            return 1;
        }
        boolean kept = tell(lab);
        if (lab.interrupted()) {
            return 1;
        }
        if (keep) {
            System.out.println("Kept: namespaces "
                    + lab.namespaces().stream().map(n -> n.name()).toList() + ", NETFAILOVER_HOME=" + lab.home());
            System.out.println("To remove: " + lab.keep());
            return kept ? 0 : 1;
        }
        lab.close();
        List<String> leftovers = lab.leftovers();
        System.out.println(lab.evidence().verdict(leftovers));
        return kept && leftovers.isEmpty() ? 0 : 1;
    }

    private boolean tell(Lab lab) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "Lab %s: guest (ens10, ens11), switch, peer; %d packets/s from guest to peer.%n",
                lab.id(),
                Story.PER_SECOND);
        try {
            Daemon daemon = new Daemon(lab, Program.netfailover());
            Duration ready = daemon.start();
            System.out.printf(Locale.ROOT, "Daemon ready after %.1f s.%n", ready.toMillis() / 1000.0);
            Story story = new Story(lab, daemon, steering, this::print);
            for (int round = 1; round <= rounds; round++) {
                story.round(round);
            }
            if (!keep) {
                story.destroy();
            }
            return conclude(story);
        } catch (LabException e) {
            if (!lab.interrupted()) {
                System.err.println("demo: " + e.getMessage());
            }
            return false;
        }
    }

    private void print(StageResult result) {
        if (result.stage() == Stage.CREATED) {
            System.out.println("\n" + StageTable.head());
        }
        System.out.println(StageTable.row(result));
        if (result.probe().lost() > 0 && result.stage() != Stage.DESTROYED) {
            System.out.printf(
                    "    lost: %d to the peer, %d on the way back%n",
                    result.probe().lostOutward(), result.probe().lostReturning());
        }
        result.objections().forEach(objection -> System.out.println("    " + objection));
    }

    private Path svg(String usual) {
        return svg == null ? Path.of("target/demo", usual) : svg;
    }

    private boolean conclude(Story story) throws IOException {
        Path svg = svg("timeline.svg");
        List<Summary> summaries = Summary.of(story.results());
        if (rounds > 1) {
            System.out.println("\n" + StageTable.medians(summaries));
        }
        boolean kept = summaries.stream().allMatch(Summary::kept);
        String how = story.steering().word();
        Files.createDirectories(svg.toAbsolutePath().getParent());
        Files.writeString(
                svg,
                TimelineSvg.draw(
                        "netfailover: a failover master over real links",
                        subtitle(how),
                        story.results(),
                        story.paths()));
        System.out.println();
        System.out.println("Steering: " + how + (story.why().isEmpty() ? "" : " (" + story.why() + ")"));
        System.out.println("Timeline: " + svg);
        System.out.println(kept ? "Every promise was kept." : "NOT every promise was kept.");
        return kept;
    }

    private String subtitle(String how) {
        return String.format(
                "%s packets/s, steering %s, Linux %s, %s%s",
                String.format(Locale.ROOT, "%,d", Story.PER_SECOND),
                how,
                System.getProperty("os.version"),
                LocalDateTime.now(ZoneOffset.UTC)
                        .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)),
                rounds > 1 ? ", medians of " + rounds : "");
    }

    static final class SteeringWord implements ITypeConverter<Steering> {
        @Override
        public Steering convert(String word) {
            try {
                return Steering.parse(word);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(e.getMessage());
            }
        }
    }
}
