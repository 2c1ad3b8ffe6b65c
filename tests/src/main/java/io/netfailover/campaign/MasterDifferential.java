package io.netfailover.campaign;

import io.netfailover.campaign.scenario.MasterScenarios;
import java.util.List;
import java.util.Map;

/** A master of ours against one of the kernel's net_failover: the written scenarios, then random ones, each seed a scenario. */
final class MasterDifferential implements Campaign {
    private static final int RANDOM = 200;

    @Override
    public String name() {
        return "differential-masters";
    }

    @Override
    public String description() {
        return "scenarios on net_failover and on a master of ours, side by side in a 6.1 guest: alike but for the table";
    }

    @Override
    public List<Fault> faults() {
        return List.of(
                new Fault(MasterScenarios.RX_OPEN, "ours hears the standby while the primary has no carrier"),
                new Fault(MasterScenarios.SLEEPING_DAEMON, "our daemon is stopped once its master is made"));
    }

    @Override
    public int rounds() {
        return MasterScenarios.written().size() + RANDOM;
    }

    @Override
    public Slice begin(Setting setting) {
        MasterScenarios scenarios = new MasterScenarios(setting.plant(), setting.progress());
        return new Slice() {
            @Override
            public Round round(long seed) {
                MasterScenarios.Outcome outcome = scenarios.run(seed);
                return new Round(outcome.counts(), Map.of(), outcome.objections());
            }

            @Override
            public void close() {
                scenarios.close();
            }
        };
    }
}
