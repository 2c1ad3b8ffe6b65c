package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.bpf.BpfMap;
import io.netfailover.bpf.SharedMemory;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Path;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import org.junit.jupiter.api.Test;

class SteeringMapTest {
    private static final IfIndex SLAVE = new IfIndex(11);
    private static final CapturedDevice DEVICE = new CapturedDevice(0xffff888012345678L, 0xffff888000000100L);

    @Test
    void aNewMasterSendsAndListensOnItsStandbyAndTriesThePrimaryFirst() {
        try (SteeringMap steering = SteeringMap.create();
                SharedMemory seen = steering.map().mapIntoMemory()) {
            assertThat(seen.getInt(SteeringMap.TRANSMIT)).isEqualTo(2);
            assertThat(seen.getInt(SteeringMap.ACCEPT_ON_STANDBY)).isEqualTo(1);
            assertThat(seen.getInt(SteeringMap.FIRST)).isZero();
            assertThat(steering.slave(Role.PRIMARY)).isEmpty();
            assertThat(steering.slave(Role.STANDBY)).isEmpty();
        }
    }

    @Test
    void aChoiceIsThreeWords() {
        try (SteeringMap steering = SteeringMap.create();
                SharedMemory seen = steering.map().mapIntoMemory()) {
            steering.choose(new PathChoice(Path.PRIMARY, Role.STANDBY, false));
            assertThat(seen.getInt(SteeringMap.TRANSMIT)).isEqualTo(1);
            assertThat(seen.getInt(SteeringMap.FIRST)).isEqualTo(1);
            assertThat(seen.getInt(SteeringMap.ACCEPT_ON_STANDBY)).isZero();
            steering.choose(new PathChoice(Path.NONE, Role.PRIMARY, true));
            assertThat(seen.getInt(SteeringMap.TRANSMIT)).isZero();
        }
    }

    @Test
    void theStrictRuleLooksAtNoStateBit() {
        try (SteeringMap steering = SteeringMap.create();
                SharedMemory seen = steering.map().mapIntoMemory()) {
            assertThat(seen.getLong(SteeringMap.VETO_MASK)).isEqualTo(5);
            assertThat(seen.getLong(SteeringMap.VETO_VALUE)).isEqualTo(1);
            steering.obey(ReceiveRule.STRICT);
            assertThat(seen.getLong(SteeringMap.VETO_MASK)).isZero();
            assertThat(seen.getLong(SteeringMap.VETO_VALUE)).isZero();
        }
    }

    @Test
    void aSlotIsFilledClearedAndFilledAgain() {
        int standby = 1 << SteeringMap.SLOT_SHIFT;
        try (SteeringMap steering = SteeringMap.create();
                SharedMemory seen = steering.map().mapIntoMemory()) {
            steering.fill(Role.STANDBY, SLAVE, DEVICE);
            assertThat(steering.slave(Role.STANDBY)).contains(SLAVE);
            assertThat(steering.slave(Role.PRIMARY)).isEmpty();
            assertThat(seen.getLong(standby + SteeringMap.DEVICE)).isEqualTo(DEVICE.address());
            assertThat(seen.getLong(standby + SteeringMap.NET)).isEqualTo(DEVICE.net());
            steering.clear(Role.STANDBY);
            assertThat(steering.slave(Role.STANDBY)).isEmpty();
            assertThat(seen.getLong(standby + SteeringMap.DEVICE)).isZero();
            steering.fill(Role.STANDBY, SLAVE, CapturedDevice.UNKNOWN);
            assertThat(steering.slave(Role.STANDBY)).contains(SLAVE);
        }
    }

    @Test
    void whatSteersOutlivesTheDaemonThatStoredIt() {
        try (SteeringMap steering = SteeringMap.create()) {
            steering.fill(Role.PRIMARY, SLAVE, DEVICE);
            SteeringMap adopted = SteeringMap.adopt(steering.map()).orElseThrow();
            assertThat(adopted.slave(Role.PRIMARY)).contains(SLAVE);
        }
    }

    @Test
    void aMapOfAnotherLayoutIsNotAdopted() {
        BpfMap tooShort = BpfMap.sharedValue("short", 8);
        assertThat(SteeringMap.adopt(tooShort)).isEmpty();
        assertThatThrownBy(tooShort::mapIntoMemory).isInstanceOf(IllegalStateException.class);
        BpfMap empty = BpfMap.sharedValue("empty", 96);
        assertThat(SteeringMap.adopt(empty)).isEmpty();
        BpfMap counters = BpfMap.perCpuCounters("counters", 2);
        assertThat(MasterCounters.adopt(counters)).isEmpty();
    }
}
