package io.netfailover.netlink;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests and their answers over one transport, one at a time. An answer must carry the sequence number of the request and our port; what
 * does not is left over from an exchange that was given up, and skipped. What was tried is told by a supplier that is asked only on
 * failure, when the exchange is over, so that it may use this conversation itself.
 */
final class Conversation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    /** In a storm of changes dumps may stay inconsistent until it ends; the caller knows better than we when to try again. */
    private static final int DUMP_ATTEMPTS = 32;

    private static final int ENOBUFS = 105;

    private final Transport transport;
    private final Duration deadline;
    private final RequestWriter request = new RequestWriter();
    private MessageReader answers = new MessageReader(ByteBuffer.allocate(0));
    private int sequence;

    Conversation(Transport transport, Duration deadline) {
        this.transport = transport;
        this.deadline = deadline;
    }

    /** Where requests are built; each of the three methods below sends the last one. */
    RequestWriter request() {
        return request;
    }

    /** Sends a request that has NLM_F_ACK and waits until it is done. */
    void execute(Supplier<String> operation) {
        send();
        long deadlineNs = deadlineNs();
        while (true) {
            MessageReader answer = await(operation, deadlineNs);
            if (answer.type() == MessageHeader.NLMSG_ERROR) {
                check(operation, ErrorMessage.decodeError(answer.payload(), answer.flags()));
                return;
            }
        }
    }

    /** Sends a request that has one answer, of type {@code answerType}. */
    <T> T ask(Supplier<String> operation, int answerType, Function<ByteBuffer, T> decoder) {
        send();
        long deadlineNs = deadlineNs();
        while (true) {
            MessageReader answer = await(operation, deadlineNs);
            if (answer.type() == MessageHeader.NLMSG_ERROR) {
                check(operation, ErrorMessage.decodeError(answer.payload(), answer.flags()));
            } else if (answer.type() == answerType) {
                return decoder.apply(answer.payload());
            }
        }
    }

    /**
     * Sends what {@code writer} builds, a request that has NLM_F_DUMP, until one dump shows one moment.
     *
     * @param decoder empty for what the caller does not want
     */
    <T> List<T> dump(
            Supplier<String> operation,
            Consumer<RequestWriter> writer,
            int answerType,
            Function<ByteBuffer, Optional<T>> decoder) {
        for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
            writer.accept(request);
            Optional<List<T>> result = dumpOnce(operation, answerType, decoder);
            if (result.isPresent()) {
                return result.get();
            }
        }
        throw NetlinkException.inconsistent(operation.get(), DUMP_ATTEMPTS);
    }

    /** As {@link #dump}; nothing where the kernel was built without what is asked for, as one without CONFIG_NET_SCHED is. */
    <T> List<T> dumpIfKnown(
            Supplier<String> operation,
            Consumer<RequestWriter> writer,
            int answerType,
            Function<ByteBuffer, Optional<T>> decoder) {
        try {
            return dump(operation, writer, answerType, decoder);
        } catch (NetlinkException e) {
            if (e.is("EOPNOTSUPP")) {
                return List.of();
            }
            throw e;
        }
    }

    /**
     * Reads to the end also when something is wrong, since the kernel refuses the next dump while this one has not ended.
     *
     * @return empty when the dump was interrupted by a change (NLM_F_DUMP_INTR) or overrun
     */
    private <T> Optional<List<T>> dumpOnce(
            Supplier<String> operation, int answerType, Function<ByteBuffer, Optional<T>> decoder) {
        send();
        List<T> result = new ArrayList<>();
        boolean consistent = true;
        @Nullable NetlinkException broken = null;
        while (true) {
            try {
                MessageReader answer = await(operation, deadlineNs());
                consistent &= (answer.flags() & MessageHeader.NLM_F_DUMP_INTR) == 0;
                if (answer.type() == MessageHeader.NLMSG_ERROR) {
                    check(operation, ErrorMessage.decodeError(answer.payload(), answer.flags()));
                    break;
                } else if (answer.type() == MessageHeader.NLMSG_DONE) {
                    check(operation, ErrorMessage.decodeDone(answer.payload(), answer.flags()));
                    break;
                } else if (answer.type() == answerType) {
                    decoder.apply(answer.payload()).ifPresent(result::add);
                }
            } catch (NetlinkException e) {
                if (e.is("EBADMSG")) {
                    broken = e;
                } else if (e.is("ENOBUFS")) {
                    consistent = false;
                } else {
                    throw e;
                }
            }
        }
        if (broken != null) {
            throw broken;
        }
        return consistent ? Optional.of(result) : Optional.empty();
    }

    private void send() {
        sequence++;
        answers = new MessageReader(ByteBuffer.allocate(0));
        transport.send(request.finish(sequence, transport.port()));
    }

    /** The next message that belongs to the exchange. */
    private MessageReader await(Supplier<String> operation, long deadlineNs) {
        while (true) {
            while (answers.next()) {
                if (answers.sequence() == sequence && answers.port() == transport.port()) {
                    return answers;
                }
            }
            receive(operation, deadlineNs);
        }
    }

    private void receive(Supplier<String> operation, long deadlineNs) {
        long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
        Transport.Receipt receipt = leftMs <= 0 ? Transport.Receipt.TIMEOUT : transport.receive((int) leftMs);
        switch (receipt) {
            case DATAGRAM -> answers = new MessageReader(transport.datagram());
            case TRUNCATED -> throw NetlinkException.malformed("an answer was longer than the buffer");
            case OVERRUN -> throw NetlinkException.failed(operation.get(), ENOBUFS);
            case TIMEOUT -> throw NetlinkException.timedOut(operation.get(), deadline);
            case WOKEN -> {
                // nobody wakes this socket; the deadline still holds
            }
        }
    }

    private long deadlineNs() {
        return System.nanoTime() + deadline.toNanos();
    }

    private static void check(Supplier<String> operation, ErrorMessage answer) {
        if (answer.errno() != 0) {
            throw NetlinkException.refused(operation.get(), answer);
        }
        if (!answer.text().isEmpty()) {
            LOG.info("{}: the kernel warns: {}", operation.get(), answer.text());
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
