package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.hypervisor.qmp.QmpHypervisor;
import io.netfailover.hypervisor.qmp.QmpSettings;
import io.netfailover.journal.Feed;
import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.NoVf;
import io.netfailover.journal.NodeMessage;
import io.netfailover.journal.VfHolding;
import io.netfailover.migration.HostLink;
import io.netfailover.migration.HostNetwork;
import io.netfailover.migration.StepRunner;
import io.netfailover.migration.VfIndices;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PfWatchTest {
    @RegisterExtension
    static final TestHost HOST = new TestHost();

    private static final HostName HV1 = new HostName("hv1");
    private static final VfRef VF = new VfRef("pf0", 1, new PciAddress("0000:42:02.1"));

    private volatile boolean carrier = true;
    private final List<NodeMessage.ToMigration> ordered = new CopyOnWriteArrayList<>();
    private final List<MonitorEvent> announced = new CopyOnWriteArrayList<>();
    private final MigrationBoard board = new MigrationBoard();

    /** A network of which only links are asked for. */
    private HostNetwork network() {
        return (HostNetwork) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HostNetwork.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("link");
                    return Optional.of(new HostLink("pf0", true, carrier, 1500, Optional.empty(), List.of()));
                });
    }

    private void start(boolean migrate) {
        HOST.board().monitor(announced::add);
        board.publish(List.of(VF), List.of(new VfHolding(VF, "vm1", true)));
        StepRunner runner = new StepRunner(
                HV1,
                new QmpHypervisor(new QmpSettings(List.of(), Path.of("/nonexistent"), "", 49152, 49153)),
                network(),
                Map.of("pf0", new VfIndices("1")),
                StepRunner.Checkpoints.NONE);
        FleetPort fleet = new FleetPort() {
            @Override
            public void toHost(HostName host, NodeMessage.ToHost message) {
                throw new AssertionError(message);
            }

            @Override
            public void toMigration(NodeMessage.ToMigration message) {
                ordered.add(message);
            }
        };
        HOST.spawn(PfWatch.create(
                HOST.services(),
                new PfWatch.Tools(
                        HV1,
                        runner,
                        HOST.effects(),
                        fleet,
                        board,
                        domain -> migrate ? Optional.of(order(domain)) : Optional.empty())));
    }

    private static MigrationOrder order(DomainName domain) {
        return MigrationOrder.of(domain, HV1, new HostName("hv2"), Feed.BOTH, NoVf.REFUSE, Duration.ofMinutes(5));
    }

    private void looks(boolean sees) {
        carrier = sees;
        TestHost.eventually(() -> {
            HOST.timePasses(Duration.ofSeconds(1));
            assertThat(board.pfsDown().isEmpty()).isEqualTo(sees);
        });
    }

    @Test
    void aPfThatLosesItsLinkIsAnAlarmUntilItIsBack() {
        start(false);

        looks(false);
        looks(true);

        TestHost.eventually(() ->
                assertThat(announced).extracting(MonitorEvent::kind).containsExactly("pf-link-lost", "pf-link-back"));
        assertThat(ordered).isEmpty();
    }

    @Test
    void whereThatIsConfiguredVmsThatAreCutOffAreMovedAway() {
        start(true);

        looks(false);

        TestHost.eventually(() -> assertThat(ordered).hasSize(1));
        assertThat(ordered.get(0)).isInstanceOfSatisfying(NodeMessage.MigrateRequest.class, request -> {
            assertThat(request.order()).isEqualTo(order(new DomainName("vm1")));
            assertThat(request.requestedBy()).isEqualTo("host:hv1 PF pf0 lost its link");
        });
    }
}
