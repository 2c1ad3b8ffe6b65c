package io.netfailover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.hypervisor.qmp.QmpHypervisor;
import io.netfailover.hypervisor.qmp.QmpSettings;
import io.netfailover.journal.Feed;
import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.MigrationPair;
import io.netfailover.journal.MigrationPlan;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.NoVf;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.MacAddress;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepRunnerTest {
    private static final HostName HV1 = new HostName("hv1");
    private static final Map<String, String> UPLINKS = Map.of("br1", "up1", "br10", "up10");

    private static MigrationPair pair(String mac, String bridge) {
        return new MigrationPair(
                MacAddress.parse(mac),
                "ua-standby-" + bridge,
                "tap-" + bridge,
                bridge,
                "ua-vf-" + bridge,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1500,
                List.of(),
                List.of());
    }

    private static HostNetwork network() {
        return (HostNetwork) Proxy.newProxyInstance(
                StepRunnerTest.class.getClassLoader(),
                new Class<?>[] {HostNetwork.class},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("uplinkOf");
                    return Optional.ofNullable(UPLINKS.get(arguments[0]))
                            .orElseThrow(() -> new HostNetworkException(arguments[0] + " has no uplink", ""));
                });
    }

    @Test
    void theCommandsOfEachPairNameTheUplinkOfItsOwnBridge() {
        QmpSettings noVms = new QmpSettings(List.of(), Path.of("/nonexistent"), "", 49152, 49153);
        MigrationPlan plan = MigrationPlan.of(MigrationOrder.of(
                        new DomainName("vm1"), HV1, new HostName("hv2"), Feed.BOTH, NoVf.REFUSE, Duration.ofMinutes(5)))
                .withPairs(List.of(
                        pair("52:00:00:00:00:01", "br1"),
                        pair("52:00:00:00:00:02", "br10"),
                        pair("52:00:00:00:00:03", "br2")));

        try (QmpHypervisor hypervisor = new QmpHypervisor(noVms)) {
            StepRunner runner = new StepRunner(HV1, hypervisor, network(), Map.of(), StepRunner.Checkpoints.NONE);

            assertThat(runner.commands(MigrationStep.PREPARE_FDB, plan))
                    .containsExactly(
                            "bridge fdb add 52:00:00:00:00:01 dev up1 self permanent",
                            "bridge fdb add 52:00:00:00:00:02 dev up10 self permanent",
                            "bridge fdb add 52:00:00:00:00:03 dev UPLINK self permanent");
        }
    }
}
