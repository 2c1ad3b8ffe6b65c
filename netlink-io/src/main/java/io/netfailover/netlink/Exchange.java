package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the classes for one subject each ({@link Fdb}, {@link Routes} and so on) share: one conversation, used under the lock of the socket
 * that owns it, so that a request is built, sent and answered before the next one begins.
 */
final class Exchange {
    private final Object lock;
    private final Conversation kernel;

    Exchange(Object lock, Conversation kernel) {
        this.lock = lock;
        this.kernel = kernel;
    }

    void execute(Supplier<String> operation, Consumer<RequestWriter> request) {
        synchronized (lock) {
            request.accept(kernel.request());
            kernel.execute(operation);
        }
    }

    /**
     * As {@link #execute}, for what may be so already.
     *
     * @param tolerated names of errors that mean so
     * @return whether the kernel changed something
     */
    boolean executeUnless(Supplier<String> operation, Consumer<RequestWriter> request, String... tolerated) {
        try {
            execute(operation, request);
            return true;
        } catch (NetlinkException e) {
            if (e.is(tolerated)) {
                return false;
            }
            throw e;
        }
    }

    <T> T ask(
            Supplier<String> operation,
            Consumer<RequestWriter> request,
            int answerType,
            Function<ByteBuffer, T> decoder) {
        synchronized (lock) {
            request.accept(kernel.request());
            return kernel.ask(operation, answerType, decoder);
        }
    }

    /** As {@link #ask}; empty when the kernel refuses with {@code absent}. */
    <T> Optional<T> find(
            Supplier<String> operation,
            Consumer<RequestWriter> request,
            int answerType,
            Function<ByteBuffer, Optional<T>> decoder,
            String... absent) {
        try {
            return ask(operation, request, answerType, decoder);
        } catch (NetlinkException e) {
            if (e.is(absent)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    <T> List<T> dump(
            Supplier<String> operation,
            Consumer<RequestWriter> request,
            int answerType,
            Function<ByteBuffer, Optional<T>> decoder) {
        synchronized (lock) {
            return kernel.dump(operation, request, answerType, decoder);
        }
    }

    /** As {@link Conversation#dumpIfKnown}. */
    <T> List<T> dumpIfKnown(
            Supplier<String> operation,
            Consumer<RequestWriter> request,
            int answerType,
            Function<ByteBuffer, Optional<T>> decoder) {
        synchronized (lock) {
            return kernel.dumpIfKnown(operation, request, answerType, decoder);
        }
    }

    /** For messages: users know names. */
    String nameOf(IfIndex ifIndex) {
        try {
            return ask(
                    () -> "read link " + ifIndex,
                    request -> LinkRequests.get(request, ifIndex),
                    LinkAttribute.RTM_NEWLINK,
                    payload -> LinkMessage.decode(payload).name());
        } catch (NetlinkException e) {
            return "link " + ifIndex;
        }
    }
}
