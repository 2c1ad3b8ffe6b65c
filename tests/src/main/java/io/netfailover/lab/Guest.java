package io.netfailover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A virtual machine with Debian's 6.1 kernel under emulation, which needs no KVM: the drivers that this machine's kernel lacks, and the
 * kernel's own net_failover. It boots from memory and keeps nothing. {@link #close} ends it, and so does the end of this JVM.
 */
public final class Guest implements AutoCloseable {
    /** Emulation on a busy machine; an idle one takes two to four seconds. */
    private static final Duration BOOT_LIMIT = Duration.ofSeconds(60);

    private static final Duration SOCKET_LIMIT = Duration.ofSeconds(10);
    private static final Duration PLUG_LIMIT = Duration.ofSeconds(20);
    /** A JVM starts in 2 to 4 s there, and loading libc through JNR takes as long again. */
    private static final Duration JAVA_LIMIT = Duration.ofMinutes(2);

    private final RunId id = RunId.random();
    private final Path directory = Path.of(System.getProperty("java.io.tmpdir"), id.toString());
    private final Leftovers leftovers = new Leftovers(id, directory);
    private final Removal removal = new Removal("guest", this::end);
    private final GuestSpec spec;
    private final Qemu qemu;
    private @Nullable Process process;
    private @Nullable GuestAgent agent;
    private @Nullable Qmp qmp;
    private @Nullable String javaCommand;
    private Duration bootTime = Duration.ZERO;

    private Guest(GuestSpec spec) {
        this.spec = spec;
        this.qemu = new Qemu(spec, directory);
    }

    /** @throws LabException when it does not boot within a minute, with the end of its console; nothing of it is left then */
    public static Guest boot(GuestSpec spec) {
        GuestImages.prepare(spec.parts());
        Guest guest = new Guest(spec);
        guest.removal.arm();
        try {
            guest.start();
            return guest;
        } catch (RuntimeException e) {
            guest.close();
            throw e;
        }
    }

    private void start() {
        List<GuestDisk> disks = List.of();
        if (spec.java()) {
            GuestClasses classes = GuestClasses.ofThisJvm();
            disks = GuestDisk.forJava(classes);
            javaCommand = classes.javaCommand();
        }
        try {
            Files.createDirectory(directory);
            GuestImages.concatenate(spec.parts(), qemu.initramfs());
        } catch (IOException e) {
            throw new LabException("cannot make " + directory + ": " + e.getMessage(), e);
        }
        long startNs = System.nanoTime();
        synchronized (this) {
            process = qemu.start(disks);
        }
        try {
            agent = GuestAgent.connect(qemu.agentSocket(), SOCKET_LIMIT);
            qmp = Qmp.connect(qemu.qmpSocket(), SOCKET_LIMIT);
            await(agent().ready(), "boot", BOOT_LIMIT);
        } catch (LabException e) {
            throw new LabException(
                    e.getMessage() + "; QEMU said: " + tail(qemu.messages()) + "; the console: " + console(), e);
        }
        bootTime = Duration.ofNanos(System.nanoTime() - startNs);
    }

    /** From the start of QEMU until commands could be run. */
    public Duration bootTime() {
        return bootTime;
    }

    /** The last lines of the kernel's console. */
    public String console() {
        return tail(qemu.console());
    }

    /** Runs a shell script in the guest. */
    public Command.Outcome run(String script) {
        return run(script, Command.LIMIT);
    }

    public Command.Outcome run(String script, Duration limit) {
        return start(script).await(limit);
    }

    /** Starts a shell script in the guest, beside others. */
    public Running start(String script) {
        return new Running(script, agent().send(script, new byte[0]));
    }

    /** A file of the guest. */
    public byte[] read(String path) {
        return output("cat " + quoted(path));
    }

    /** What a script writes on its standard output, byte by byte; for what is no text. */
    public byte[] output(String script) {
        Running running = start(script);
        running.await(Command.LIMIT).orFail();
        return running.sent.reply().join().outBytes();
    }

    /** Makes or overwrites a file of the guest. */
    public void write(String path, byte[] content) {
        new Running("write " + path, agent().send("cat >" + quoted(path), content))
                .await(Command.LIMIT)
                .orFail();
    }

    /** Starts a program of this JVM's class path in the guest; needs {@link GuestSpec#withJava}. */
    public Running startJava(Class<?> program, String... arguments) {
        return startJava(Map.of(), program, arguments);
    }

    /** @param environment of the program, besides the guest's own */
    public Running startJava(Map<String, String> environment, Class<?> program, String... arguments) {
        String java = javaCommand;
        if (java == null) {
            throw new LabException("this guest was made without a JVM");
        }
        StringBuilder script = new StringBuilder();
        environment.forEach((name, value) -> script.append("export ")
                .append(name)
                .append('=')
                .append(quoted(value))
                .append("; "));
        script.append("exec ").append(java).append(' ').append(program.getName());
        Stream.of(arguments).forEach(argument -> script.append(' ').append(quoted(argument)));
        return start(script.toString());
    }

    public Command.Outcome java(Class<?> program, String... arguments) {
        return startJava(program, arguments).await(JAVA_LIMIT);
    }

    /** {@link #unplug} of the primary of {@link GuestSpec#failover}. */
    public void unplugPrimary() {
        unplug(GuestSpec.PRIMARY);
    }

    /** {@link #plug} of the primary of {@link GuestSpec#failover}. */
    public void plugPrimary() {
        plug(GuestSpec.PRIMARY);
    }

    /** Takes a NIC away as a hypervisor does; afterwards the guest has none. */
    public void unplug(String nic) {
        qmp().execute("device_del", Map.of("id", nic));
        boolean gone = qmp().event(
                        "DEVICE_DELETED", data -> data.path("device").asText().equals(nic), PLUG_LIMIT)
                .isPresent();
        if (!gone) {
            throw new LabException("the guest does not let go of " + nic + ": " + console());
        }
    }

    /** Plugs it again; the guest takes some 100 ms to find it, for which the caller has to wait. */
    public void plug(String nic) {
        qmp().execute("device_add", qemu.device(nic(nic)));
    }

    /** Whether a plugged NIC has carrier. */
    public void setCarrier(String nic, boolean on) {
        qmp().execute("set_link", Map.of("name", nic, "up", on));
    }

    /** The far end of the cable of a NIC that is wired; one at a time, for the caller to close. */
    public Cable cable(String nic) {
        return Cable.connect(qemu.cableSocket(nic(nic)), SOCKET_LIMIT);
    }

    private GuestNic nic(String id) {
        return spec.nics().stream()
                .filter(nic -> nic.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new LabException("the guest has no NIC " + id));
    }

    /** @return whether the script ended with 0 before the limit, tried again and again */
    public boolean until(String script, Duration limit) {
        return Wait.until(() -> run(script).exit() == 0, limit);
    }

    public Qmp qmp() {
        return present(qmp);
    }

    private GuestAgent agent() {
        return present(agent);
    }

    private <T> T present(@Nullable T part) {
        if (part == null || removal.begun()) {
            throw new LabException("the guest is not running");
        }
        return part;
    }

    /** A script that runs in the guest. */
    public final class Running {
        private final String script;
        private final GuestAgent.Sent sent;

        private Running(String script, GuestAgent.Sent sent) {
            this.script = script;
            this.sent = sent;
        }

        /** @throws LabException when it has not ended in time; it runs on */
        public Command.Outcome await(Duration limit) {
            GuestAgent.Reply reply = Guest.this.await(sent.reply(), script, limit);
            return new Command.Outcome(List.of("sh", "-c", script), reply.exit(), reply.out(), reply.err());
        }

        /** How it ended; empty while it runs. */
        public Optional<Command.Outcome> ended() {
            return sent.reply().isDone() ? Optional.of(await(Duration.ZERO)) : Optional.empty();
        }

        /** SIGKILL to all that the script started. */
        public void kill() {
            run("kill -9 -$(cat /run/agent/" + sent.id() + "/pid)");
        }
    }

    private <T> T await(CompletableFuture<T> future, String what, Duration limit) {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new LabException("the guest had not done after " + limit.toSeconds() + " s: " + what, e);
        } catch (ExecutionException | CompletionException e) {
            throw new LabException("the guest did not end: " + what + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static String tail(Path file) {
        String text = Leftovers.text(file).strip();
        return text.substring(Math.max(0, text.length() - 2000));
    }

    /** One line for each process or file of this guest that is still there; for after {@link #close}. */
    public List<String> leftovers() {
        return leftovers.await(Duration.ofSeconds(2));
    }

    @Override
    public void close() {
        removal.close();
    }

    private synchronized void end() {
        Process started = process;
        if (started != null) {
            Command.kill(started.toHandle());
            Leftovers.awaitEnd(List.of(started.toHandle()));
        }
        if (agent != null) {
            agent.close();
        }
        if (qmp != null) {
            qmp.close();
        }
        Removal.delete(directory);
    }
}
