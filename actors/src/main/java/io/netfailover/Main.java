package io.netfailover;

import io.netfailover.StartException.Exit;
import io.netfailover.config.InvalidSettingException;
import io.netfailover.config.Logging;
import io.netfailover.config.NetfailoverHome;
import io.netfailover.config.Settings;
import io.netfailover.os.NetworkNamespace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** {@code netfailover daemon [--config FILE] [--remediate]}: runs until it is told to stop (SIGTERM, SIGINT) or cannot go on. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        Thread warming = new Thread(
                NetworkNamespace::currentCookie, "libc"); // loads libc, half a second, beside the rest of the start
        warming.setDaemon(true);
        warming.start();
        CountDownLatch ended = new CountDownLatch(1);
        try {
            List<String> words = new ArrayList<>(List.of(args));
            boolean remediate = words.remove("--remediate");
            Settings settings = Settings.load(NetfailoverHome.ofEnvironment(), configFile(words), remediate);
            Logging.start(settings.log());
            Daemon daemon = Daemon.start(settings, ended::countDown);
            Runtime.getRuntime().addShutdownHook(new Thread(daemon::close, "stop"));
        } catch (InvalidSettingException e) {
            exit(Exit.USAGE, String.valueOf(e.getMessage()));
        } catch (StartException e) {
            exit(e.exit(), String.valueOf(e.getMessage()));
        }
        ended.await();
        System.exit(Exit.FAILED.code()); // no effect when it is the shutdown hook that ended the actors
    }

    private static Optional<Path> configFile(List<String> words) throws StartException {
        if (words.isEmpty()) {
            return Optional.empty();
        } else if (words.size() == 2 && words.get(0).equals("--config")) {
            return Optional.of(Path.of(words.get(1)));
        }
        throw new StartException(
                Exit.USAGE, "unknown arguments; usage: netfailover daemon [--config FILE] [--remediate]");
    }

    static void exit(Exit exit, String message) {
        System.err.println("netfailover: " + message);
        System.exit(exit.code());
    }
}
