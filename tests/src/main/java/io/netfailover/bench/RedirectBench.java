package io.netfailover.bench;

import io.netfailover.bpf.Assembler;
import io.netfailover.bpf.BpfProgram;
import io.netfailover.bpf.KernelFunction;
import io.netfailover.bpf.ProgramType;
import io.netfailover.bpf.Register;
import io.netfailover.bpf.TcxLink;
import io.netfailover.lab.Command;
import io.netfailover.lab.Lab;
import io.netfailover.lab.LabNamespace;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.NetworkNamespace;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The floor under {@link DatapathBench}: what the kernel's own ways to hand frames from a slave to a master and back cost, by programs that
 * judge and count nothing.
 */
final class RedirectBench implements Benchmark {
    private static final int ROUNDS = 150;

    private static final int TCX_NEXT = -1;
    private static final int BPF_F_INGRESS = 1;

    /** A slave on a cable, and the end of a veth pair that a master would be, both in the guest. */
    private record Site(Lab lab, int number) {
        LabNamespace guest() {
            return lab.guest();
        }

        String slave() {
            return "s" + number;
        }

        String master() {
            return "m" + number;
        }

        String idleEnd() {
            return "w" + number;
        }

        String peer() {
            return "p" + slave();
        }

        MacAddress mac() {
            return lab.id().mac(30 + number);
        }

        Arm arm() {
            String network = "10.78.3" + number;
            return new Arm(WAYS.get(number).name(), network + ".1", network + ".2");
        }
    }

    /** Lets what passes the slave pass the master too. */
    private interface Laying {
        /** @return the link that the address is for */
        String lay(Site site);
    }

    private record Way(String name, Laying laying) {}

    private static final List<Way> WAYS = List.of(
            new Way("idle program", RedirectBench::hook),
            new Way("bpf_redirect", RedirectBench::redirect),
            new Way("bpf_redirect_peer twice", RedirectBench::peerTwice),
            new Way("u32 and mirred", RedirectBench::mirred));

    private final int rounds;

    RedirectBench() {
        this(ROUNDS);
    }

    private RedirectBench(int rounds) {
        this.rounds = rounds;
    }

    @Override
    public String name() {
        return "redirect";
    }

    @Override
    public String description() {
        return "the floor under 'datapath': what the kernel's ways to hand a frame over cost when nothing is judged";
    }

    @Override
    public Optional<Benchmark> withRounds(int wanted) {
        return Optional.of(new RedirectBench(wanted));
    }

    @Override
    public List<Figure> run(Consumer<String> progress) throws Exception {
        try (Lab lab = Lab.build()) {
            List<Site> sites = IntStream.range(0, WAYS.size())
                    .mapToObj(number -> new Site(lab, number))
                    .toList();
            sites.forEach(RedirectBench::lay);
            List<Race> races = Race.over(lab, sites.stream().map(Site::arm).toList());
            progress.accept(rounds + " rounds");
            Race.run(races, rounds);
            return races.stream()
                    .flatMap(race -> race.figures(List.of()).stream())
                    .toList();
        }
    }

    private static void lay(Site site) {
        site.lab().cable(site.slave(), site.peer(), site.mac(), site.lab().id().mac(70 + site.number()));
        site.guest().ip("link", "set", site.slave(), "up").orFail();
        String addressed = WAYS.get(site.number()).laying().lay(site);
        site.arm().join(site.lab(), addressed, site.peer());
    }

    private static String hook(Site site) {
        attach(site, site.guest(), site.slave(), TcxLink.Hook.INGRESS, leave());
        attach(site, site.guest(), site.slave(), TcxLink.Hook.EGRESS, leave());
        return site.slave();
    }

    private static String redirect(Site site) {
        pair(site, site.guest());
        attach(site, site.guest(), site.slave(), TcxLink.Hook.INGRESS, redirect(site, site.master(), BPF_F_INGRESS));
        attach(site, site.guest(), site.master(), TcxLink.Hook.EGRESS, redirect(site, site.slave(), 0));
        return site.master();
    }

    private static String peerTwice(Site site) {
        LabNamespace between = site.lab().switchboard();
        pair(site, between);
        site.guest()
                .ip("link", "add", "in", "type", "veth", "peer", "name", "out", "netns", between.name())
                .orFail();
        site.guest().ip("link", "set", "in", "up").orFail();
        between.ip("link", "set", "out", "up").orFail();
        attach(site, site.guest(), site.slave(), TcxLink.Hook.INGRESS, toPeerOf(site.guest(), "in"));
        attach(site, between, "out", TcxLink.Hook.INGRESS, toPeerOf(between, site.idleEnd()));
        attach(site, site.guest(), site.master(), TcxLink.Hook.EGRESS, redirect(site, site.slave(), 0));
        return site.master();
    }

    private static String mirred(Site site) {
        pair(site, site.guest());
        mirred(site.guest(), site.slave(), "ingress", site.master());
        mirred(site.guest(), site.master(), "egress", site.slave());
        return site.master();
    }

    /** @param where the idle end is */
    private static void pair(Site site, LabNamespace where) {
        String mac = site.mac().toString();
        site.guest()
                .ip(
                        "link",
                        "add",
                        site.master(),
                        "address",
                        mac,
                        "type",
                        "veth",
                        "peer",
                        "name",
                        site.idleEnd(),
                        "netns",
                        where.name())
                .orFail();
        where.ip("link", "set", site.idleEnd(), "up").orFail();
    }

    private static Assembler leave() {
        return new Assembler().move(Register.R0, TCX_NEXT).exit();
    }

    private static Assembler redirect(Site site, String link, int flags) {
        return handOver(site.guest(), link, flags, KernelFunction.REDIRECT);
    }

    private static Assembler toPeerOf(LabNamespace where, String link) {
        return handOver(where, link, 0, KernelFunction.REDIRECT_PEER);
    }

    private static Assembler handOver(LabNamespace where, String link, int flags, KernelFunction how) {
        return new Assembler()
                .move(Register.R1, index(where, link).value())
                .move(Register.R2, flags)
                .call(how)
                .exit();
    }

    private static void attach(Site site, LabNamespace where, String link, TcxLink.Hook hook, Assembler code) {
        try (BpfProgram program = BpfProgram.load(ProgramType.SCHED_CLS, "nf_floor", code.assemble(), "Apache-2.0")) {
            IfIndex index = index(where, link);
            site.lab()
                    .tie(NetworkNamespace.named(where.name())
                            .<TcxLink, RuntimeException>call(() -> TcxLink.attach(program, index, hook)));
        }
    }

    private static IfIndex index(LabNamespace where, String link) {
        try (RouteSocket route = RouteSocket.openIn(NetworkNamespace.named(where.name()))) {
            return route.link(link).orElseThrow().ifIndex();
        }
    }

    private static void mirred(LabNamespace where, String from, String hook, String to) {
        tc(where, "qdisc", "add", "dev", from, "clsact");
        String filter = "protocol all u32 match u32 0 0 action mirred " + hook + " redirect dev " + to;
        tc(where, ("filter add dev " + from + " " + hook + " " + filter).split(" "));
    }

    private static void tc(LabNamespace where, String... arguments) {
        List<String> command = new ArrayList<>(List.of("tc"));
        command.addAll(List.of(arguments));
        Command.run(where.inside(command).toArray(String[]::new)).orFail();
    }
}
