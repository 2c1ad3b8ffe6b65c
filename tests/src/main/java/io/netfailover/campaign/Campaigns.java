package io.netfailover.campaign;

import io.netfailover.config.Logging;
import io.netfailover.config.Settings;
import io.netfailover.lab.LabException;
import io.netfailover.lab.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./campaign [NAME...]}: runs campaigns, or lists them. */
@CommandLine.Command(
        name = "campaign",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs long proofs; without a name, lists them.",
            "Writes target/campaign/NAME.json. Ends with 0 when nothing failed, with 1 when something did, with 2 when it was asked wrongly."
                    + " A campaign that its minutes did not suffice for, or that was stopped, is gone on with by the same command."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./campaign",
            "  ./campaign storm --rounds 3",
            "  ./campaign storm --seed 42 --rounds 1        the round that seed 42 reproduces",
            "  ./campaign fuzz --minutes 50                 one slice; again, and it goes on",
            "  ./campaign storm --plant no-resync           must fail, or the judge is blind"
        })
public final class Campaigns implements Callable<Integer> {
    static final List<Campaign> ALL = List.of(
            new Storm(),
            new Flaps(),
            new Fuzz(),
            new Differential(),
            new MasterDifferential(),
            new Crash(),
            CrashLab.QEMU,
            CrashLab.LIBVIRT,
            new Cycles(),
            new Guests());

    /** Longer slices would not survive where processes are bounded to an hour. */
    private static final int LONGEST_SLICE_MINUTES = 60;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which to run.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the first round (default: 1); each round takes the next.")
    private long seed = 1;

    @Option(names = "--rounds", paramLabel = "N", description = "How many rounds (default: as many as are reported).")
    private Optional<Integer> rounds = Optional.empty();

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "Begin no round after so many minutes (default and most: " + LONGEST_SLICE_MINUTES + ").")
    private int minutes = LONGEST_SLICE_MINUTES;

    @Option(
            names = "--plant",
            paramLabel = "FAULT",
            description =
                    "Break one thing on purpose: the campaign must fail. Begins anew, and writes NAME-FAULT.json.")
    private String plant = "";

    /** To complain on. */
    private Optional<CommandLine> line = Optional.empty();

    public static void main(String... arguments) {
        // Storms make the daemon's parts warn by the hundred, as they should.
        Logging.start(new Settings.Log(Settings.Level.ERROR, false));
        System.exit(command().execute(arguments));
    }

    static CommandLine command() {
        Campaigns campaigns = new Campaigns();
        CommandLine command = new CommandLine(campaigns);
        campaigns.line = Optional.of(command);
        command.getHelpSectionMap().put("faults", help -> faults());
        List<String> keys = new ArrayList<>(command.getHelpSectionKeys());
        keys.add(keys.indexOf(CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER_HEADING), "faults");
        command.setHelpSectionKeys(keys);
        return command;
    }

    private static String faults() {
        StringBuilder text = new StringBuilder("\nFaults to plant:\n");
        for (Campaign campaign : ALL) {
            for (Campaign.Fault fault : campaign.faults()) {
                text.append(String.format(
                        Locale.ROOT, "  %-20s %-15s %s%n", campaign.name(), fault.name(), fault.description()));
            }
        }
        return text.toString();
    }

    @Override
    public Integer call() throws Exception {
        if (names.isEmpty()) {
            ALL.forEach(campaign -> System.out.printf(
                    Locale.ROOT,
                    "%-20s %s (%,d rounds)%n",
                    campaign.name(),
                    campaign.description(),
                    campaign.rounds()));
            return 0;
        }
        require(minutes >= 1 && minutes <= LONGEST_SLICE_MINUTES, "--minutes is from 1 to " + LONGEST_SLICE_MINUTES);
        require(rounds.orElse(1) >= 1, "--rounds is 1 or more");
        List<Campaign> chosen = new ArrayList<>();
        for (String name : names) {
            Campaign campaign = find(name);
            require(
                    plant.isEmpty()
                            || campaign.faults().stream()
                                    .anyMatch(fault -> fault.name().equals(plant)),
                    "campaign " + name + " has no fault '" + plant + "' (--help lists them)");
            chosen.add(campaign);
        }
        long deadlineNs = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
        boolean holds = true;
        for (Campaign campaign : chosen) {
            CampaignRun run = new CampaignRun(
                    campaign,
                    plant,
                    Program.root().resolve("target/campaign"),
                    line -> System.out.println("   " + line));
            holds &= run(run, campaign, deadlineNs);
        }
        return holds ? 0 : 1;
    }

    private boolean run(CampaignRun run, Campaign campaign, long deadlineNs) throws Exception {
        System.out.println("== " + campaign.name() + ": " + campaign.description());
        try {
            Account account = run.slice(seed, rounds.orElse(campaign.rounds()), deadlineNs);
            System.out.println(run.text(account));
            return account.holds();
        } catch (LabException e) {
            System.err.println("campaign " + campaign.name() + ": " + e.getMessage());
            return false;
        }
    }

    private Campaign find(String name) {
        return ALL.stream()
                .filter(campaign -> campaign.name().equals(name))
                .findFirst()
                .orElseThrow(() -> wrong("there is no campaign '" + name + "'; ./campaign lists what there is"));
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw wrong(otherwise);
        }
    }

    private CommandLine.ParameterException wrong(String what) {
        return new CommandLine.ParameterException(line.orElseGet(() -> new CommandLine(this)), what);
    }
}
