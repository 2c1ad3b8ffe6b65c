package io.netfailover.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What other processes do to a journal: be killed while they write, and hold it. */
@Timeout(120)
class JournalKillTest {
    private static final int ROUNDS = 4;

    @TempDir
    Path home;

    @Test
    void noAcknowledgedEventIsLostWhenTheProcessIsKilled() throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(20261123);
        int acknowledged = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            acknowledged = killedAfter(acknowledged + 1 + random.nextInt(60));

            try (JournalReader offline = JournalReader.offline(home)) {
                assertSoundUpTo(acknowledged, offline);
            }
            try (HostJournal journal = HostJournal.open(home);
                    JournalHost host = new JournalHost(journal.config());
                    JournalReader reader = journal.reader()) {
                int recovered =
                        host.recover(PersistenceIds.inventory()).netdevs().size();
                assertThat(recovered).as("round %d", round).isGreaterThanOrEqualTo(acknowledged);
                assertSoundUpTo(acknowledged, reader);
            }
        }
    }

    @Test
    void aSecondProcessOnTheSameHomeIsRefused() throws IOException, InterruptedException {
        Process holder = start();
        try (BufferedReader output = holder.inputReader(StandardCharsets.US_ASCII)) {
            readUpTo(1, output);

            assertThatThrownBy(() -> HostJournal.open(home))
                    .isInstanceOf(JournalInUseException.class)
                    .hasMessage("the journal in " + home
                            + " is open in another process: a daemon runs on this home already");
            assertThatThrownBy(() -> JournalReader.offline(home)).isInstanceOf(JournalInUseException.class);
        } finally {
            kill(holder);
        }
        HostJournal.open(home).close();
    }

    /** Every event is intact, numbers have no gap, and {@code acknowledged} is among them. */
    private static void assertSoundUpTo(int acknowledged, JournalReader reader) {
        try (Stream<JournalEntry> entries = reader.events(JournalFilter.ALL)) {
            List<JournalEntry> all = entries.toList();
            assertThat(all)
                    .hasSizeGreaterThanOrEqualTo(acknowledged)
                    .allMatch(entry -> entry.event().isPresent());
            assertThat(all)
                    .extracting(JournalEntry::sequenceNumber)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, all.size()).boxed().toList());
        }
    }

    /** Kills a writing process once it has acknowledged {@code number}; the last number that it acknowledged before it died. */
    private int killedAfter(int number) throws IOException, InterruptedException {
        Process writer = start();
        try (BufferedReader output = writer.inputReader(StandardCharsets.US_ASCII)) {
            int last = readUpTo(number, output);
            kill(writer);
            // What it wrote into the pipe before it died was acknowledged too.
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                last = isWhole(line, last) ? last + 1 : last;
            }
            return last;
        } finally {
            kill(writer);
        }
    }

    /** The kill may have cut the last line. */
    private static boolean isWhole(String line, int last) {
        return line.equals(Integer.toString(last + 1));
    }

    private static int readUpTo(int number, BufferedReader output) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.matches("\\d+") && Integer.parseInt(line) >= number) {
                return Integer.parseInt(line);
            }
        }
        throw new AssertionError("the process ended before it acknowledged " + number);
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JournalProcess.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** SIGKILL, by the handle: {@link Process#destroyForcibly()} would throw away what is in the pipe. */
    private static void kill(Process process) throws InterruptedException {
        process.toHandle().destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
}
