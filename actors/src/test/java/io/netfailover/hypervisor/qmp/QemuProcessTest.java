package io.netfailover.hypervisor.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.DomainName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuProcessTest {
    private static final DomainName VM = new DomainName("vm1");
    private static final Duration AMPLE = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void aLaunchedProcessIsFoundAgainLeadsItsOwnSessionAndIsKilled() throws Exception {
        QemuProcess launched = QemuProcess.launch(VM, directory, List.of("sleep", "600"))
                .awaiting("tcp:10.0.0.2:49152", VM, directory);
        try {
            assertThat(QemuProcess.find(VM, directory)).contains(launched);
            assertThat(launched.target()).isEqualTo("tcp:10.0.0.2:49152");
            assertThat(ProcessHandle.of(launched.pid()))
                    .hasValueSatisfying(
                            handle -> assertThat(session(handle.pid())).isEqualTo(handle.pid()));
        } finally {
            assertThat(launched.kill(AMPLE)).isTrue();
        }

        assertThat(QemuProcess.find(VM, directory)).isEmpty();
    }

    /** Field 6 of proc(5)'s stat; it is set a moment after the start, when setsid has run. */
    private static long session(long pid) {
        try {
            for (long end = System.nanoTime() + AMPLE.toNanos(); System.nanoTime() < end; Thread.onSpinWait()) {
                long session = Long.parseLong(
                        Files.readString(Path.of("/proc/" + pid + "/stat")).split(" ", -1)[5]);
                if (session == pid) {
                    return session;
                }
            }
            return -1;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aStrangerWithTheSameNumberIsNeverTakenForIt() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(directory.resolve("vm1.pid"), stranger.pid() + " 1\n");

            assertThat(QemuProcess.find(VM, directory)).isEmpty();
            assertThat(new QemuProcess(stranger.pid(), 1, "").kill(AMPLE)).isTrue();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
            assertThat(stranger.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatItSaidIsKept() throws Exception {
        QemuProcess launched = QemuProcess.launch(VM, directory, List.of("sh", "-c", "echo out; echo err >&2"));
        assertThat(launched.awaitEnd(AMPLE)).isTrue();

        assertThat(QemuProcess.said(VM, directory)).contains("out", "err");
    }
}
