package io.netfailover.actors.fleet;

import io.netfailover.config.FleetSettings;
import io.netfailover.config.NetfailoverHome;
import io.netfailover.config.Settings;
import io.netfailover.journal.NodeMessage;
import io.netfailover.lab.Wait;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.MigrationId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One host's fleet from the configuration file in its home, and what its agent heard. As a program it runs until it is killed. */
final class FleetHost implements AutoCloseable {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);

    final HostName name;
    final Fleet fleet;
    private final Queue<NodeMessage.ToHost> heard = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();

    FleetHost(Path home) {
        Settings settings = Settings.load(NetfailoverHome.under(home), Optional.empty());
        FleetSettings own = settings.fleet().orElseThrow();
        List<HostName> hosts =
                own.nodes().stream().map(FleetSettings.Node::host).toList();
        this.name = settings.host();
        this.fleet = Fleet.start(own, Census.at(name, hosts), heard::add);
    }

    public static void main(String[] args) throws InterruptedException {
        FleetHost host = new FleetHost(Path.of(args[0]));
        while (host.fleet.status().phase() != FleetStatus.Phase.CLOSED) {
            Wait.pass(Duration.ofSeconds(1));
        }
    }

    boolean sees(Duration limit, FleetHost... others) {
        return seesNames(
                limit, List.of(others).stream().map(other -> other.name).toList());
    }

    /** Whether the members are this host and {@code others} within {@code limit}. */
    boolean seesNames(Duration limit, List<HostName> others) {
        return Wait.until(
                () -> fleet.status().members().size() == others.size() + 1
                        && fleet.status().members().containsAll(others),
                limit);
    }

    boolean hears(NodeMessage.ToHost message, Duration limit) {
        return Wait.until(() -> heard.contains(message), limit);
    }

    List<NodeMessage.ToHost> heard() {
        return List.copyOf(heard);
    }

    /** Where the domain's actor says it is, and its number, such as {@code hv1 3}; null without an answer. */
    @Nullable
    String whereIs(String domain, Duration limit) {
        long deadlineNs = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadlineNs) {
            String request = name + "-" + requests.incrementAndGet();
            fleet.toMigration(new NodeMessage.ResumeRequest(request, name, id(domain), "test"));
            Wait.until(() -> answer(request) != null, ASK_AGAIN);
            String answer = answer(request);
            if (answer != null) {
                return answer;
            }
        }
        return null;
    }

    void sleep(String domain) {
        fleet.toMigration(new NodeMessage.CancelRequest("sleep", name, id(domain), "test"));
    }

    private static MigrationId id(String domain) {
        return new MigrationId(new DomainName(domain), 1);
    }

    private @Nullable String answer(String request) {
        for (NodeMessage.ToHost message : heard) {
            if (message instanceof NodeMessage.Answer answer && answer.request().equals(request)) {
                return answer.words();
            }
        }
        return null;
    }

    @Override
    public void close() {
        fleet.close();
    }
}
