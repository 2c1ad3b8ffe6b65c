package io.netfailover.journal;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.KryoBufferUnderflowException;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import io.netfailover.types.AlarmKind;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Layout;
import io.netfailover.types.LinkKey;
import io.netfailover.types.MacAddress;
import io.netfailover.types.MasterName;
import io.netfailover.types.MigrationId;
import io.netfailover.types.Path;
import io.netfailover.types.PciAddress;
import io.netfailover.types.Preference;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Reselect;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import io.netfailover.types.VfAdmin;
import io.netfailover.types.VfRef;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The one table of class ids. A number that was ever used keeps its meaning for ever; new ones are added at the end of their group.
 * 0 to 9 are Kryo's: int, String, float, boolean, byte, char, short, long, double, void.
 */
final class ClassIds {
    private static final int STRING = 1;
    /** Events and states are flat; deeper is not ours. */
    private static final int MAX_DEPTH = 32;

    private ClassIds() {}

    private static void register(Kryo kryo) {
        kryo.register(String.class, new Text(), STRING);

        kryo.register(Optional.class, new CollectionFormats.OptionalFormat(), 10);
        kryo.register(List.class, new CollectionFormats.ListFormat(), 11);
        kryo.register(Set.class, new CollectionFormats.SetFormat(), 12);
        kryo.register(Map.class, new CollectionFormats.MapFormat(), 13);
        kryo.register(Instant.class, ValueFormats.instant(), 14);
        kryo.register(Duration.class, ValueFormats.duration(), 15);
        kryo.register(UUID.class, ValueFormats.uuid(), 16);
        kryo.register(Inet4Address.class, ValueFormats.inet4(), 17);
        kryo.register(Inet6Address.class, ValueFormats.inet6(), 18);

        kryo.register(IfIndex.class, ValueFormats.ifIndex(), 30);
        kryo.register(MacAddress.class, ValueFormats.macAddress(), 31);
        kryo.register(MasterName.class, ValueFormats.masterName(), 32);
        kryo.register(LinkKey.class, new RecordFormat<>(LinkKey.class), 33);
        kryo.register(Path.class, new ValueFormats.EnumFormat<>(Path.class), 34);
        kryo.register(ReceiveRule.class, new ValueFormats.EnumFormat<>(ReceiveRule.class), 35);
        kryo.register(Role.class, new ValueFormats.EnumFormat<>(Role.class), 36);
        kryo.register(Steering.class, new ValueFormats.EnumFormat<>(Steering.class), 37);
        kryo.register(HostName.class, ValueFormats.hostName(), 38);
        kryo.register(DomainName.class, ValueFormats.domainName(), 39);
        kryo.register(MigrationId.class, ValueFormats.migrationId(), 40);
        kryo.register(PciAddress.class, ValueFormats.pciAddress(), 41);
        kryo.register(VfRef.class, new RecordFormat<>(VfRef.class), 42);
        kryo.register(VfAdmin.class, new RecordFormat<>(VfAdmin.class), 43);
        kryo.register(Layout.class, new ValueFormats.EnumFormat<>(Layout.class), 44);
        kryo.register(Preference.class, new ValueFormats.EnumFormat<>(Preference.class), 45);
        kryo.register(Reselect.class, new ValueFormats.EnumFormat<>(Reselect.class), 46);
        kryo.register(AlarmKind.class, new ValueFormats.EnumFormat<>(AlarmKind.class), 47);

        kryo.register(MasterDefinition.class, new RecordFormat<>(MasterDefinition.class), 60);
        kryo.register(MasterState.Slave.class, new RecordFormat<>(MasterState.Slave.class), 61);
        kryo.register(NetdevPicture.class, new RecordFormat<>(NetdevPicture.class), 62);
        kryo.register(MigrationStep.class, new ValueFormats.EnumFormat<>(MigrationStep.class), 63);
        kryo.register(MigrationStrategy.class, new ValueFormats.EnumFormat<>(MigrationStrategy.class), 64);
        kryo.register(Feed.class, new ValueFormats.EnumFormat<>(Feed.class), 65);
        kryo.register(NoVf.class, new ValueFormats.EnumFormat<>(NoVf.class), 66);
        kryo.register(GuestMaster.class, new ValueFormats.EnumFormat<>(GuestMaster.class), 67);
        kryo.register(StepOutcome.class, new ValueFormats.EnumFormat<>(StepOutcome.class), 68);
        kryo.register(MigrationResult.class, new ValueFormats.EnumFormat<>(MigrationResult.class), 69);
        kryo.register(Whereabouts.class, new ValueFormats.EnumFormat<>(Whereabouts.class), 70);
        kryo.register(MigrationOrder.class, new RecordFormat<>(MigrationOrder.class), 71);
        kryo.register(MigrationPair.class, new RecordFormat<>(MigrationPair.class), 72);
        kryo.register(MigrationPlan.class, new RecordFormat<>(MigrationPlan.class), 73);
        kryo.register(StepRecord.class, new RecordFormat<>(StepRecord.class), 74);
        kryo.register(VfHolding.class, new RecordFormat<>(VfHolding.class), 75);
        kryo.register(OpenEffect.class, new RecordFormat<>(OpenEffect.class), 76);
        kryo.register(MigrationView.class, new RecordFormat<>(MigrationView.class), 77);
        kryo.register(MigrationView.MoveProgress.class, new RecordFormat<>(MigrationView.MoveProgress.class), 78);
        kryo.register(MasterPolicy.class, new RecordFormat<>(MasterPolicy.class), 79);
        kryo.register(AlarmState.Alarm.class, new RecordFormat<>(AlarmState.Alarm.class), 80);
        kryo.register(SavedConfiguration.class, new RecordFormat<>(SavedConfiguration.class), 85);
        kryo.register(SavedItem.class, new RecordFormat<>(SavedItem.class), 86);
        kryo.register(SavedItem.Kind.class, new ValueFormats.EnumFormat<>(SavedItem.Kind.class), 87);
        kryo.register(FoldedStatistics.class, new RecordFormat<>(FoldedStatistics.class), 95);
    }

    /** A Kryo that knows exactly this table; it may serve one thread at a time. */
    static Kryo newKryo() {
        Kryo kryo = new Kryo(new TableOnly(), null);
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        kryo.setMaxDepth(MAX_DEPTH);
        register(kryo);
        return kryo;
    }

    /** Finds a class's row: collections by their interface, whichever of the JDK's many classes they are. */
    private static final class TableOnly extends DefaultClassResolver {
        @Override
        @SuppressWarnings("rawtypes") // as Kryo declares it
        public Registration getRegistration(Class type) {
            return super.getRegistration(rowOf(type));
        }

        private static Class<?> rowOf(Class<?> type) {
            for (Class<?> collection : List.of(List.class, Set.class, Map.class)) {
                if (collection.isAssignableFrom(type)) {
                    return collection;
                }
            }
            return type;
        }

        @Override
        public Registration readClass(Input in) {
            try {
                return super.readClass(in);
            } catch (KryoBufferUnderflowException e) {
                throw e;
            } catch (KryoException e) {
                throw new NewerJournalException("a value of an unknown class (" + e.getMessage() + ")", e);
            }
        }

        /** Never loads a class because bytes name it. */
        @Override
        protected Registration readName(Input in) {
            throw new JournalException("a class is named where its number should be");
        }
    }
}
