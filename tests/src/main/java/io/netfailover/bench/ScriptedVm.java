package io.netfailover.bench;

import io.netfailover.bench.DocumentScript.Variant;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.lab.GuestConsole;
import io.netfailover.lab.GuestProbe;
import io.netfailover.lab.LabException;
import io.netfailover.lab.QemuLab;
import io.netfailover.lab.QemuLabSpec;
import io.netfailover.lab.StopAndCopy;
import io.netfailover.lab.Wait;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A VM that scripts migrate to and fro, and that is booted anew when one of them has left it without its network. */
final class ScriptedVm implements AutoCloseable {
    private static final Duration CARRIER_LIMIT = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 3;
    private static final Duration CALM = Duration.ofMillis(300);

    private final QemuLab lab = QemuLab.build(QemuLabSpec.usual());
    private final List<ScriptedHost> hosts;
    private final GuestProbe probe;
    private final Consumer<String> progress;
    private int at;

    private ScriptedVm(Consumer<String> progress, Consumer<String> complaints) {
        this.progress = progress;
        this.hosts = lab.hosts().stream()
                .map(host -> new ScriptedHost(lab, host, complaints))
                .toList();
        this.probe = lab.probe(MigrationBench.PROBES_PER_SECOND);
    }

    /** It runs, on its VF. */
    static ScriptedVm boot(Consumer<String> progress, Consumer<String> complaints) {
        ScriptedVm vm = new ScriptedVm(progress, complaints);
        try {
            vm.boot();
            return vm;
        } catch (RuntimeException e) {
            vm.close();
            throw e;
        }
    }

    private void boot() {
        at = 0;
        lab.killGuests();
        hosts.get(1).tidy(false);
        hosts.get(0).setVfMac(lab.mac());
        try (GuestConsole guest = lab.boot(lab.hostA())) {
            if (!guest.awaitCarrierOnPrimary(CARRIER_LIMIT)) {
                throw new LabException("the guest's primary gets no carrier: " + guest.kernelMessages());
            }
        }
        hosts.get(0).tidy(true);
    }

    /** From where it is to the other host; a script that loses the VM is told of, and tried again with a new one. */
    MoveCost migrate(Variant variant) {
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                return attempt(variant);
            } catch (HypervisorException | LabException e) {
                progress.accept("the script " + variant + " failed: " + e.getMessage());
                boot();
            }
        }
        return attempt(variant);
    }

    private MoveCost attempt(Variant variant) {
        makeReady();
        ScriptedHost source = hosts.get(at);
        ScriptedHost destination = hosts.get(1 - at);
        try (StopAndCopy stopAndCopy = StopAndCopy.watch(lab, source.host(), destination.host())) {
            MoveCost.Course course = new DocumentScript(lab.mac(), variant).run(source, destination, stopAndCopy);
            at = 1 - at;
            Wait.pass(MigrationBench.SETTLE);
            return MoveCost.of(probe::report, course, course.whole().andThen(MigrationBench.SETTLE));
        }
    }

    /** As if no script had run before. */
    private void makeReady() {
        hosts.get(1 - at).tidy(false);
        hosts.get(at).tidy(true);
        if (hosts.get(at).hasVf() && answers()) {
            return;
        }
        progress.accept("the VM is without its network: booted anew");
        boot();
        if (!answers()) {
            throw new LabException("the VM does not answer after it was booted");
        }
    }

    private boolean answers() {
        Wait.pass(CALM);
        long nowNs = System.nanoTime();
        return probe.report(nowNs - CALM.toNanos(), nowNs).lost() == 0;
    }

    @Override
    public void close() {
        hosts.forEach(ScriptedHost::close);
        lab.close();
    }
}
