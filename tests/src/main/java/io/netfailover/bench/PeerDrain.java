package io.netfailover.bench;

import io.netfailover.lab.LabException;
import io.netfailover.lab.LabNamespace;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A program of {@code tests/peers}: says {@code ready} when subscribed, and for each line that it is sent drains and tells. */
final class PeerDrain implements Drain {
    private final String name;
    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;

    PeerDrain(String name, LabNamespace namespace, List<String> command) {
        this.name = name;
        List<String> inside = new ArrayList<>(namespace.inside(command));
        try {
            process = new ProcessBuilder(inside)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new LabException("cannot start " + command + ": " + e.getMessage(), e);
        }
        out = process.inputReader(StandardCharsets.UTF_8);
        in = process.outputWriter(StandardCharsets.UTF_8);
        if (!"ready".equals(line())) {
            throw new LabException(name + " did not subscribe");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void subscribe() {
        // it did when it was started, and drains all each time
    }

    @Override
    public Drained release() {
        try {
            in.write("go\n");
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long[] said = Stream.of(line().split(" ", -1))
                .mapToLong(Long::parseUnsignedLong)
                .toArray();
        return new Drained(said[0], said[1], said[2], said[3], said[4], 0);
    }

    private String line() {
        try {
            String line = out.readLine();
            if (line == null) {
                throw new LabException(name + " has ended");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
