package io.netfailover;

import io.netfailover.StartException.Exit;
import io.netfailover.api.ApiJson;
import io.netfailover.api.JournalView;
import io.netfailover.cli.JournalText;
import io.netfailover.config.InvalidSettingException;
import io.netfailover.config.NetfailoverHome;
import io.netfailover.journal.JournalException;
import io.netfailover.journal.JournalInUseException;
import io.netfailover.journal.JournalReader;
import io.netfailover.journal.NewerJournalException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** {@code netfailover journal events [ENTITY] [--since INSTANT] [--json]} when no daemon runs: reads the journal's files. */
public final class JournalMain {
    private JournalMain() {}

    public static void main(String[] args) {
        try {
            Deque<String> words = new ArrayDeque<>(Arrays.asList(args));
            if (!"events".equals(words.poll())) {
                throw new StartException(Exit.USAGE, "usage: netfailover journal events [ENTITY] [--since T] [--json]");
            }
            String entity = "";
            Instant since = Instant.EPOCH;
            boolean json = false;
            while (!words.isEmpty()) {
                String word = words.pop();
                switch (word) {
                    case "--since" -> since = Instant.parse(words.pop());
                    case "--json" -> json = true;
                    default -> entity = word;
                }
            }
            try (JournalReader reader =
                    JournalReader.offline(Daemon.journalDirectory(NetfailoverHome.ofEnvironment()))) {
                String events = ApiJson.write(JournalView.read(reader, entity, since));
                System.out.print(json ? events + "\n" : JournalText.table(events));
            }
        } catch (InvalidSettingException e) {
            Main.exit(Exit.USAGE, String.valueOf(e.getMessage()));
        } catch (StartException e) {
            Main.exit(e.exit(), String.valueOf(e.getMessage()));
        } catch (JournalInUseException | NewerJournalException e) {
            Main.exit(Exit.REFUSED, String.valueOf(e.getMessage()));
        } catch (JournalException e) {
            Main.exit(Exit.FAILED, String.valueOf(e.getMessage()));
        }
    }
}
