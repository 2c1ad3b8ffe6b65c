package io.netfailover;

import io.netfailover.StartException.Exit;
import io.netfailover.config.InvalidSettingException;
import io.netfailover.config.Logging;
import io.netfailover.config.NetfailoverHome;
import io.netfailover.config.Settings;
import io.netfailover.os.NetworkNamespace;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** {@code netfailover daemon [--config FILE]}: runs until it is told to stop (SIGTERM, SIGINT) or cannot go on. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        Thread warming = new Thread(
                NetworkNamespace::currentCookie, "libc"); // loads libc, half a second, beside the rest of the start
        warming.setDaemon(true);
        warming.start();
        CountDownLatch ended = new CountDownLatch(1);
        try {
            Settings settings = Settings.load(NetfailoverHome.ofEnvironment(), configFile(args));
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

    private static Optional<Path> configFile(String[] args) throws StartException {
        if (args.length == 0) {
            return Optional.empty();
        } else if (args.length == 2 && args[0].equals("--config")) {
            return Optional.of(Path.of(args[1]));
        }
        throw new StartException(Exit.USAGE, "unknown arguments; usage: netfailover daemon [--config FILE]");
    }

    static void exit(Exit exit, String message) {
        System.err.println("netfailover: " + message);
        System.exit(exit.code());
    }
}
