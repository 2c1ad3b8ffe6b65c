package io.netfailover.api;

import io.netfailover.actors.MonitorEvent;
import io.netfailover.actors.StatusBoard;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Server-sent events for {@code netfailover monitor}: a slow reader loses events, is told how many, and never slows an actor. Each stream
 * keeps one thread of the API's pool, so there is a bound on their number.
 */
final class MonitorStream {
    private static final int MOST_STREAMS = 8;
    private static final int QUEUE = 10_000;
    private static final long HEARTBEAT_SECONDS = 5;
    /** Wakes a stream that waits for an event when the daemon goes. */
    private static final MonitorEvent END = new MonitorEvent(Instant.EPOCH, "end", "", "");

    private final StatusBoard board;
    private final Semaphore places = new Semaphore(MOST_STREAMS);
    private final Set<BlockingQueue<MonitorEvent>> queues = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    MonitorStream(StatusBoard board) {
        this.board = board;
    }

    /** Writes until the reader or the daemon goes. */
    void serve(Response response, Callback callback) {
        if (!places.tryAcquire()) {
            throw ApiProblem.refused("there are " + MOST_STREAMS + " monitors already", "end one of them");
        }
        BlockingQueue<MonitorEvent> queue = new ArrayBlockingQueue<>(QUEUE);
        AtomicLong lost = new AtomicLong();
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        queues.add(queue);
        Runnable unsubscribe = board.monitor(event -> {
            if (!queue.offer(event)) {
                lost.incrementAndGet();
            }
        });
        try (OutputStream out = Content.Sink.asOutputStream(response)) {
            line(out, ": netfailover monitor");
            while (!closing) {
                MonitorEvent event = queue.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
                if (END.equals(event)) {
                    break;
                }
                line(out, event == null ? ": still here" : "data: " + ApiJson.write(event));
                long missed = lost.getAndSet(0);
                if (missed > 0) {
                    line(out, ": " + missed + " events lost, this reader is too slow");
                }
            }
            callback.succeeded();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            callback.succeeded();
        } catch (IOException e) { // the reader went away: the usual end
            callback.failed(e);
        } finally {
            unsubscribe.run();
            queues.remove(queue);
            places.release();
        }
    }

    void close() {
        closing = true;
        queues.forEach(queue -> queue.offer(END));
    }

    private static void line(OutputStream out, String text) throws IOException {
        out.write((text + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
