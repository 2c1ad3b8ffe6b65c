package io.netfailover.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OperatingSystemTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void bootIdIsTheKernels() throws IOException {
        String id = BootId.read();
        assertThat(UUID.fromString(id)).hasToString(id);
        assertThat(id)
                .isEqualTo(Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                        .strip());
    }

    @Test
    void anotherBootCanBePlayed() throws IOException {
        Path file = folder.resolve("boot_id");
        Files.writeString(file, "the-next-boot\n");
        assertThat(BootId.read(file)).isEqualTo("the-next-boot");
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> BootId.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no boot id in " + file);
        assertThatThrownBy(() -> BootId.read(folder.resolve("none"))).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void capabilitiesAreReadBitByBit() {
        Capabilities some =
                Capabilities.parse(List.of("Name:\tjava", "CapPrm:\tffffffffffffffff", "CapEff:\t0000008000001000"));
        assertThat(some.has(Capability.NET_ADMIN)).isTrue();
        assertThat(some.has(Capability.BPF)).isTrue();
        assertThat(some.has(Capability.NET_RAW)).isFalse();
        assertThat(some.has(Capability.PERFMON)).isFalse();
        assertThat(Capability.SYS_ADMIN.systemName()).isEqualTo("CAP_SYS_ADMIN");
        assertThatThrownBy(() -> Capabilities.parse(List.of("Name:\tjava"))).hasMessageContaining("CapEff");
    }

    @Test
    void rootHasNetAdmin() {
        assertThat(Capabilities.ofCallingThread().has(Capability.NET_ADMIN)).isTrue();
    }

    @Test
    void pinnedThreadRunsOnItsCpuAlone() throws Exception {
        AtomicReference<String> allowed = new AtomicReference<>("");
        Thread thread = new Thread(() -> {
            CpuAffinity.pinCurrentThread(0);
            allowed.set(status("Cpus_allowed_list:"));
        });
        thread.start();
        thread.join();
        assertThat(allowed).hasValue("0");
        assertThat(status("Cpus_allowed_list:")).isNotEqualTo("0");
    }

    @Test
    void unknownCpuIsRefused() {
        assertThatThrownBy(() -> CpuAffinity.pinCurrentThread(1023))
                .isInstanceOf(OsException.class)
                .hasMessageEndingWith("to CPU 1023: Invalid argument (EINVAL)");
        assertThatThrownBy(() -> CpuAffinity.pinCurrentThread(1024)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void realTimePriorityIsOfOneThreadAlone() throws Exception {
        List<String> schedules = new CopyOnWriteArrayList<>();
        Thread thread = new Thread(() -> {
            ThreadPriority.makeRealTime(7);
            schedules.add(schedule());
            Thread child = new Thread(() -> schedules.add(schedule()));
            child.start();
            join(child);
        });
        thread.start();
        thread.join();

        assertThat(schedules).containsExactly("SCHED_FIFO 7", "SCHED_OTHER 0");
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void realTimePrioritiesAreFrom1To99() {
        assertThatThrownBy(() -> ThreadPriority.makeRealTime(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ThreadPriority.makeRealTime(100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a real-time priority is 1 to 99: 100");
    }

    @Test
    void namespaceIsEnteredByItsOwnThreadOnly() {
        long here = NetworkNamespace.currentCookie();
        Thread caller = Thread.currentThread();
        NetworkNamespace ours =
                NetworkNamespace.ofProcess(ProcessHandle.current().pid());
        Thread inside = ours.call(Thread::currentThread);
        assertThat(inside).isNotEqualTo(caller);
        assertThat(ours.call(NetworkNamespace::currentCookie)).isEqualTo(here);
    }

    @Test
    void exceptionOfTheActionReachesTheCaller() {
        NetworkNamespace ours =
                NetworkNamespace.ofProcess(ProcessHandle.current().pid());
        assertThatThrownBy(() -> ours.call(() -> {
                    throw new IOException("checked");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("checked");
        assertThatThrownBy(() -> ours.call(() -> {
                    throw new IllegalStateException("unchecked");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ours.call(() -> {
                    throw new AssertionError("error");
                }))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void unknownNamespaceIsNamed() {
        assertThatThrownBy(() -> NetworkNamespace.named("nobody").call(() -> 1))
                .isInstanceOf(OsException.class)
                .hasMessage("open network namespace /run/netns/nobody: No such file or directory (ENOENT)");
        assertThatThrownBy(() -> NetworkNamespace.named("../x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNamespaceThatIsMadeStaysUntilItsNameIsTakenAway() {
        NetworkNamespace made = NetworkNamespace.named("nft-" + Long.toHexString(System.nanoTime()));
        assertThat(made.exists()).isFalse();
        made.create();
        try {
            long cookie = made.call(NetworkNamespace::currentCookie);
            assertThat(cookie).isNotEqualTo(NetworkNamespace.currentCookie());
            assertThat(made.exists()).isTrue();
            assertThat(made.call(NetworkNamespace::currentCookie)).isEqualTo(cookie);
        } finally {
            made.delete();
        }
        assertThat(made.exists()).isFalse();
        assertThat(Path.of(made.toString())).doesNotExist();
        made.delete(); // once more is no error
    }

    @Test
    void theNamespaceOfTheCallingThreadIsNotThatOfTheProcess() {
        NetworkNamespace other = NetworkNamespace.named("nft-" + Long.toHexString(System.nanoTime()));
        other.create();
        try {
            long there = other.call(NetworkNamespace::currentCookie);
            assertThat(other.call(() -> NetworkNamespace.ofCallingThread().call(NetworkNamespace::currentCookie)))
                    .isEqualTo(there);
        } finally {
            other.delete();
        }
    }

    /** Policy and real-time priority of the calling thread, fields 41 and 40 of proc_pid_stat(5). */
    private static String schedule() {
        try {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            // fields are counted from behind the name, which may have blanks and is the second
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (fields[41 - 3].equals("1") ? "SCHED_FIFO " : "SCHED_OTHER ") + fields[40 - 3];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String status(String key) {
        try {
            return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.substring(key.length()).strip())
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
