package io.netfailover.netlink;

import io.netfailover.os.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** A network namespace of one test: made empty, deleted with everything in it. */
public final class Namespace implements AutoCloseable {
    private static final Random IDS = new Random();

    private final String name;

    public Namespace() {
        name = "nft-" + HexFormat.of().toHexDigits(IDS.nextInt()) + "-x";
        execute(List.of("ip", "netns", "add", name));
    }

    <T, E extends Exception> T call(NetworkNamespace.Action<T, E> action) throws E {
        return NetworkNamespace.named(name).call(action);
    }

    public void inside(Runnable action) {
        NetworkNamespace.named(name).run(action);
    }

    RouteSocket openRouteSocket() {
        return call(RouteSocket::open);
    }

    String name() {
        return name;
    }

    NetworkNamespace network() {
        return NetworkNamespace.named(name);
    }

    String path() {
        return "/run/netns/" + name;
    }

    /** Runs a command line (split at blanks) inside; its output. */
    String run(String commandLine) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + path()));
        command.addAll(List.of(commandLine.split(" ")));
        return execute(command);
    }

    private static String execute(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        execute(List.of("ip", "netns", "del", name));
    }
}
