package io.netfailover.netlink;

import java.time.Duration;

/** What is left until a bridge's timers fire (br_timer_value of net/bridge); zero for those that do not run. */
public record BridgeTimers(
        Duration hello, Duration topologyChangeNotice, Duration topologyChange, Duration collection) {
    private static final int IFLA_BR_HELLO_TIMER = 16;
    private static final int IFLA_BR_TCN_TIMER = 17;
    private static final int IFLA_BR_TOPOLOGY_CHANGE_TIMER = 18;
    private static final int IFLA_BR_GC_TIMER = 19;

    static BridgeTimers decode(AttributeSet data) {
        return new BridgeTimers(
                ClockTicks.toDuration(data.u64(IFLA_BR_HELLO_TIMER)),
                ClockTicks.toDuration(data.u64(IFLA_BR_TCN_TIMER)),
                ClockTicks.toDuration(data.u64(IFLA_BR_TOPOLOGY_CHANGE_TIMER)),
                ClockTicks.toDuration(data.u64(IFLA_BR_GC_TIMER)));
    }
}
