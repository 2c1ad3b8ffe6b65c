package io.netfailover.netlink;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What shall change about a bridge port; all else stays.
 *
 * @param state while the kernel runs no spanning tree; without one in user space the bridge itself keeps all but DISABLED up to date
 */
public record BridgePortChange(
        Map<BridgePortFlag, Boolean> flags, OptionalInt cost, OptionalInt priority, Optional<PortState> state) {
    public BridgePortChange {
        flags = Map.copyOf(flags);
    }

    public static BridgePortChange nothing() {
        return new BridgePortChange(Map.of(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
    }

    public BridgePortChange with(BridgePortFlag flag, boolean on) {
        Map<BridgePortFlag, Boolean> more = new EnumMap<>(BridgePortFlag.class);
        more.putAll(flags);
        more.put(flag, on);
        return new BridgePortChange(more, cost, priority, state);
    }

    /** @param value 1 to 65535 */
    public BridgePortChange withCost(int value) {
        return new BridgePortChange(flags, OptionalInt.of(value), priority, state);
    }

    /** @param value 0 to 63 */
    public BridgePortChange withPriority(int value) {
        return new BridgePortChange(flags, cost, OptionalInt.of(value), state);
    }

    public BridgePortChange withState(PortState value) {
        return new BridgePortChange(flags, cost, priority, Optional.of(value));
    }
}
