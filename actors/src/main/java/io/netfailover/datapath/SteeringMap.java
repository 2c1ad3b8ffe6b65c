package io.netfailover.datapath;

import io.netfailover.bpf.BpfMap;
import io.netfailover.bpf.SharedMemory;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Path;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/**
 * The words that a master's programs obey, as one value shared with them. Every change is a few plain stores, in an order such that
 * whatever mixture a program sees in between only vetoes a slave and never misdirects a frame.
 */
final class SteeringMap implements AutoCloseable {
    /** {@link #LAYOUT} of maps with these offsets; a map with another number is not touched but replaced. */
    private static final int THIS_LAYOUT = 1;

    private static final int LAYOUT = 0;
    /** u32: 0 sends nothing, else one more than the number of the slot to send over (map flip). */
    static final int TRANSMIT = 4;
    /** u32: the number of the slot that is tried first (probe). */
    static final int FIRST = 8;
    /** u32: whether the standby's frames reach the master (map flip). */
    static final int ACCEPT_ON_STANDBY = 12;
    /** u64 twice: the primary keeps the standby's frames out when {@code device->state & mask == value} (probe). */
    static final int VETO_MASK = 16;

    static final int VETO_VALUE = 24;
    /** Slot 0 is the primary's, slot 1 the standby's. */
    private static final int SLOTS = 32;

    static final int SLOT_SHIFT = 5;
    private static final int BYTES = SLOTS + (2 << SLOT_SHIFT);

    /** Where a slot's words are, seen from the beginning of the map plus the slot's number shifted by {@link #SLOT_SHIFT}. */
    static final int DEVICE = SLOTS;
    /** u64: the {@code struct net *} it must be in. */
    static final int NET = SLOTS + 8;
    /** u32: 0 in an empty slot. */
    static final int IFINDEX = SLOTS + 16;

    private final BpfMap map;
    private final SharedMemory memory;

    private SteeringMap(BpfMap map) {
        this.map = map;
        this.memory = map.mapIntoMemory();
    }

    /** A new master: its standby carries everything until steering says otherwise. */
    static SteeringMap create() {
        SteeringMap fresh = new SteeringMap(BpfMap.sharedValue("nf_steering", BYTES));
        fresh.memory.putInt(TRANSMIT, 1 + slot(Role.STANDBY));
        fresh.memory.putInt(FIRST, slot(Role.PRIMARY));
        fresh.memory.putInt(ACCEPT_ON_STANDBY, 1);
        fresh.obey(ReceiveRule.OPEN);
        fresh.memory.putInt(LAYOUT, THIS_LAYOUT);
        return fresh;
    }

    /** Empty when {@code map}, which is closed then, is not one that this version made. */
    static Optional<SteeringMap> adopt(BpfMap map) {
        if (map.isSharedValue(BYTES)) {
            SteeringMap found = new SteeringMap(map);
            if (found.memory.getInt(LAYOUT) == THIS_LAYOUT) {
                return Optional.of(found);
            }
            found.close();
        }
        map.close();
        return Optional.empty();
    }

    BpfMap map() {
        return map;
    }

    void choose(PathChoice choice) {
        memory.putInt(FIRST, slot(choice.first()));
        memory.putInt(ACCEPT_ON_STANDBY, choice.acceptOnStandby() ? 1 : 0);
        memory.putInt(
                TRANSMIT,
                choice.transmit() == Path.NONE
                        ? 0
                        : 1 + slot(choice.transmit() == Path.PRIMARY ? Role.PRIMARY : Role.STANDBY));
    }

    void obey(ReceiveRule rule) {
        memory.putLong(VETO_MASK, rule == ReceiveRule.OPEN ? SlaveCheck.STATE_MASK : 0);
        memory.putLong(VETO_VALUE, rule == ReceiveRule.OPEN ? SlaveCheck.RUNNING_WITH_CARRIER : 0);
    }

    /** A slot that holds the same already is not touched: no frame is lost when a slave is registered again. */
    void fill(Role role, IfIndex link, CapturedDevice device) {
        int base = slot(role) << SLOT_SHIFT;
        if (memory.getInt(base + IFINDEX) == link.value()
                && memory.getLong(base + DEVICE) == device.address()
                && memory.getLong(base + NET) == device.net()) {
            return;
        }
        clear(role);
        memory.putLong(base + NET, device.net());
        memory.putInt(base + IFINDEX, link.value());
        VarHandle.releaseFence();
        memory.putLong(base + DEVICE, device.address());
    }

    void clear(Role role) {
        int base = slot(role) << SLOT_SHIFT;
        memory.putLong(base + DEVICE, 0);
        memory.putInt(base + IFINDEX, 0);
        VarHandle.releaseFence();
    }

    Optional<IfIndex> slave(Role role) {
        int index = memory.getInt((slot(role) << SLOT_SHIFT) + IFINDEX);
        return index > 0 ? Optional.of(new IfIndex(index)) : Optional.empty();
    }

    static int slot(Role role) {
        return role == Role.PRIMARY ? 0 : 1;
    }

    @Override
    public void close() {
        memory.close();
        map.close();
    }
}
