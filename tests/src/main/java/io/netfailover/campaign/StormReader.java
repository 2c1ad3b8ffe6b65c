package io.netfailover.campaign;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.netfailover.actors.NetlinkEventStream;
import io.netfailover.actors.StatusBoard;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.LinkListener;
import io.netfailover.netlink.NetlinkReceiver;
import io.netfailover.netlink.ReceiverStatistics;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.types.IfIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The daemon's ear: receiver, event stream and a model built from what the stream publishes, with a stop for the receiver's thread. */
final class StormReader implements AutoCloseable {
    /** So rarely that it never happens: only the stream's answer to a loss may mend the model. */
    private static final Duration COMPARE_INTERVAL = Duration.ofDays(1);

    private static final int DROP_ONE_IN = 100;
    private static final long CLOSE_SECONDS = 10;

    private final Map<IfIndex, Link> model = new ConcurrentHashMap<>();
    private final Gate gate = new Gate();
    private final ExecutorService effects = Executors.newSingleThreadExecutor();
    private final RouteSocket dumps;
    private final ActorSystem<NetlinkEventStream.Command> stream;
    private final NetlinkReceiver receiver;

    StormReader(Ground ground, int receiveBufferBytes, String plant) {
        dumps = ground.call(RouteSocket::open);
        Config config = ConfigFactory.parseResources("akka-host.conf")
                .withFallback(ConfigFactory.parseResources("akka-logging.conf"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        stream = ActorSystem.create(
                NetlinkEventStream.create(dumps::dumpLinks, effects, COMPARE_INTERVAL, audience(), new StatusBoard()),
                "storm",
                config);
        LinkListener listener = new Planted(NetlinkEventStream.listener(stream), plant);
        receiver = ground.call(() -> new NetlinkReceiver(listener, receiveBufferBytes));
        receiver.start();
        stream.tell(NetlinkEventStream.Begin.BEGIN);
    }

    private NetlinkEventStream.Audience audience() {
        return new NetlinkEventStream.Audience() {
            @Override
            public void publish(NetlinkEventStream.News news) {
                if (news instanceof NetlinkEventStream.Seen seen) {
                    model.put(seen.link().ifIndex(), seen.link());
                } else if (news instanceof NetlinkEventStream.Gone gone) {
                    model.remove(gone.link().ifIndex());
                }
            }

            @Override
            public void correct(NetlinkEventStream.News news) {
                // for the steering reflex, which is not here
            }
        };
    }

    /** Everybody else's picture of the links, at this moment. */
    Map<IfIndex, Link> model() {
        return Map.copyOf(model);
    }

    ReceiverStatistics statistics() {
        return receiver.statistics();
    }

    /** The receiver's thread stands still at its next event; the kernel's queue fills. */
    void stop() {
        gate.close();
    }

    void goOn() {
        gate.open();
    }

    @Override
    public void close() {
        gate.open();
        receiver.close();
        stream.terminate();
        stream.getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                .join();
        effects.shutdownNow();
        dumps.close();
    }

    /** Closed, it holds whoever passes until it is opened. */
    private static final class Gate {
        private volatile CountDownLatch latch = new CountDownLatch(0);

        void close() {
            latch = new CountDownLatch(1);
        }

        void open() {
            latch.countDown();
        }

        void pass() {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Passes on what it hears, except for the fault. */
    private final class Planted implements LinkListener {
        private final LinkListener next;
        private final String plant;
        private final List<Link> leaked = new ArrayList<>();
        private long events;

        Planted(LinkListener next, String plant) {
            this.next = next;
            this.plant = plant;
        }

        @Override
        public void linkChanged(Link link) {
            if (passes(link)) {
                next.linkChanged(link);
            }
        }

        @Override
        public void linkRemoved(Link link) {
            if (passes(link)) {
                next.linkRemoved(link);
            }
        }

        private boolean passes(Link link) {
            gate.pass();
            if (plant.equals(Storm.LEAK)) {
                leaked.add(link);
            }
            return !plant.equals(Storm.DROP_EVENT) || ++events % DROP_ONE_IN != 0;
        }

        @Override
        public void pictureLost(String reason) {
            if (!plant.equals(Storm.NO_RESYNC)) {
                next.pictureLost(reason);
            }
        }
    }
}
