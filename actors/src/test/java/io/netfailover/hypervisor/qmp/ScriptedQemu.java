package io.netfailover.hypervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/** A QMP server that says what its script says. As QEMU, it serves one client after the other. */
final class ScriptedQemu implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** As QEMU 7.2 of Debian 12 greets. */
    private static final String GREETING =
            "{'QMP': {'version': {'qemu': {'micro': 22, 'minor': 2, 'major': 7}, 'package': ''}, 'capabilities': ['oob']}}";

    /** What is sent for a question: whole messages but for the id of a reply. */
    record Answer(List<String> eventsBefore, Optional<String> reply, List<String> eventsAfter) {
        static Answer returning(String json) {
            return new Answer(List.of(), Optional.of("'return': " + json), List.of());
        }

        static Answer refusing(String errorClass, String words) {
            return new Answer(
                    List.of(),
                    Optional.of("'error': {'class': '" + errorClass + "', 'desc': \"" + words + "\"}"),
                    List.of());
        }

        static Answer silence() {
            return new Answer(List.of(), Optional.empty(), List.of());
        }

        Answer then(String event) {
            return new Answer(eventsBefore, reply, List.of(event));
        }

        Answer after(String event) {
            return new Answer(List.of(event), reply, eventsAfter);
        }
    }

    private final Path socket;
    private final boolean greets;
    private final ServerSocketChannel server;
    private final Map<String, Function<JsonNode, Answer>> script = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final BlockingQueue<SocketChannel> clients = new LinkedBlockingQueue<>();

    private ScriptedQemu(Path socket, boolean greets) {
        this.socket = socket;
        this.greets = greets;
        try {
            Files.deleteIfExists(socket);
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket), 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        on("qmp_capabilities", "{}");
        Thread thread = new Thread(this::serve, "scripted-qemu");
        thread.setDaemon(true);
        thread.start();
    }

    static ScriptedQemu at(Path socket) {
        return new ScriptedQemu(socket, true);
    }

    /** As one whose socket has another client. */
    static ScriptedQemu mutedAt(Path socket) {
        return new ScriptedQemu(socket, false);
    }

    ScriptedQemu on(String command, String returned) {
        return on(command, arguments -> Answer.returning(returned));
    }

    ScriptedQemu on(String command, Supplier<Answer> answer) {
        return on(command, arguments -> answer.get());
    }

    ScriptedQemu on(String command, Function<JsonNode, Answer> answer) {
        script.put(command, answer);
        return this;
    }

    /** Every command with its arguments, in order: {@code device_del {"id":"primary0"}}. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    long asked(String command) {
        return asked.stream().filter(line -> line.startsWith(command + " ")).count();
    }

    /** Closes the conversation; the next one is served. */
    void hangUp() throws IOException, InterruptedException {
        clients.take().close();
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel client = server.accept()) {
                clients.add(client);
                if (!server.isOpen()) {
                    return; // closed while this client came
                }
                if (greets) {
                    send(client, GREETING);
                }
                BufferedReader in = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
                // Requests follow one another without line breaks, so the parser has to find their ends.
                var requests = JSON.readerFor(JsonNode.class).<JsonNode>readValues(in);
                while (requests.hasNextValue()) {
                    answer(client, requests.nextValue());
                }
            } catch (IOException e) {
                // The client went, was hung up on, or the test is over.
            }
        }
    }

    private void answer(SocketChannel client, JsonNode request) throws IOException {
        String command = request.path("execute").asText();
        asked.add(command + " " + request.path("arguments"));
        Answer answer = script.getOrDefault(
                        command,
                        arguments ->
                                Answer.refusing("CommandNotFound", "The command " + command + " has not been found"))
                .apply(request.path("arguments"));
        for (String event : answer.eventsBefore()) {
            send(client, event);
        }
        if (answer.reply().isPresent()) {
            send(client, "{" + answer.reply().get() + ", 'id': " + request.path("id") + "}");
        }
        for (String event : answer.eventsAfter()) {
            send(client, event);
        }
    }

    static String event(String name, String data) {
        return "{'timestamp': {'seconds': 1, 'microseconds': 2}, 'event': '" + name + "', 'data': " + data + "}";
    }

    /** Single quotes are easier to read in Java. */
    private static void send(SocketChannel client, String message) throws IOException {
        byte[] line = (message.replace('\'', '"') + "\r\n").getBytes(StandardCharsets.UTF_8);
        for (ByteBuffer bytes = ByteBuffer.wrap(line); bytes.hasRemaining(); ) {
            client.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel client : clients) {
            client.close();
        }
        Files.deleteIfExists(socket);
    }
}
