package io.netfailover.journal;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import io.netfailover.types.MasterName;
import io.netfailover.types.MigrationId;
import io.netfailover.types.PciAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Values that are one thing and will not grow components; numbers are big endian where their width is fixed. */
final class ValueFormats {
    private static final int MAC_BYTES = 6;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    private ValueFormats() {}

    /** Enum constants by name: an ordinal changes its meaning when a constant is put before others. */
    static final class EnumFormat<E extends Enum<E>> extends Serializer<E> {
        private final Class<E> type;

        EnumFormat(Class<E> type) {
            super(false, true);
            this.type = type;
        }

        @Override
        public void write(Kryo kryo, Output out, E constant) {
            Text.writeTo(out, constant.name());
        }

        @Override
        public E read(Kryo kryo, Input in, Class<? extends E> wanted) {
            String name = Text.readFrom(in);
            for (E constant : type.getEnumConstants()) {
                if (constant.name().equals(name)) {
                    return constant;
                }
            }
            throw new NewerJournalException("unknown " + type.getSimpleName() + " '" + name + "'");
        }
    }

    private static final class Value<T> extends Serializer<T> {
        private final BiConsumer<Output, T> writer;
        private final Function<Input, T> reader;

        Value(BiConsumer<Output, T> writer, Function<Input, T> reader) {
            super(false, true);
            this.writer = writer;
            this.reader = reader;
        }

        @Override
        public void write(Kryo kryo, Output out, T value) {
            writer.accept(out, value);
        }

        @Override
        public T read(Kryo kryo, Input in, Class<? extends T> type) {
            return reader.apply(in);
        }
    }

    static Serializer<Instant> instant() {
        return new Value<>(
                (out, instant) -> {
                    out.writeVarLong(instant.getEpochSecond(), false);
                    out.writeVarInt(instant.getNano(), true);
                },
                in -> Instant.ofEpochSecond(in.readVarLong(false), in.readVarInt(true)));
    }

    static Serializer<Duration> duration() {
        return new Value<>(
                (out, duration) -> {
                    out.writeVarLong(duration.getSeconds(), false);
                    out.writeVarInt(duration.getNano(), true);
                },
                in -> Duration.ofSeconds(in.readVarLong(false), in.readVarInt(true)));
    }

    static Serializer<UUID> uuid() {
        return new Value<>(
                (out, uuid) -> {
                    writeBigEndian(out, uuid.getMostSignificantBits(), Long.BYTES);
                    writeBigEndian(out, uuid.getLeastSignificantBits(), Long.BYTES);
                },
                in -> new UUID(readBigEndian(in, Long.BYTES), readBigEndian(in, Long.BYTES)));
    }

    static Serializer<Inet4Address> inet4() {
        return new Value<>((out, address) -> out.writeBytes(address.getAddress()), in ->
                (Inet4Address) addressOf(in.readBytes(IPV4_BYTES)));
    }

    /** The scope (a link's index) belongs to one boot of one host and is left out. */
    static Serializer<Inet6Address> inet6() {
        return new Value<>((out, address) -> out.writeBytes(address.getAddress()), in -> {
            try {
                return Inet6Address.getByAddress("", in.readBytes(IPV6_BYTES), -1);
            } catch (UnknownHostException e) {
                throw new KryoException("16 bytes are an address", e);
            }
        });
    }

    static Serializer<IfIndex> ifIndex() {
        return new Value<>(
                (out, index) -> out.writeVarInt(index.value(), true), in -> new IfIndex(in.readVarInt(true)));
    }

    static Serializer<MacAddress> macAddress() {
        return new Value<>(
                (out, mac) -> out.writeBytes(mac.toBytes()), in -> MacAddress.ofBytes(in.readBytes(MAC_BYTES)));
    }

    static Serializer<MasterName> masterName() {
        return word(MasterName::value, MasterName::new);
    }

    static Serializer<HostName> hostName() {
        return word(HostName::value, HostName::new);
    }

    static Serializer<DomainName> domainName() {
        return word(DomainName::value, DomainName::new);
    }

    static Serializer<MigrationId> migrationId() {
        return word(MigrationId::toString, MigrationId::parse);
    }

    static Serializer<PciAddress> pciAddress() {
        return word(PciAddress::value, PciAddress::new);
    }

    private static <T> Serializer<T> word(Function<T, String> words, Function<String, T> parse) {
        return new Value<>((out, value) -> Text.writeTo(out, words.apply(value)), in -> parse.apply(Text.readFrom(in)));
    }

    private static InetAddress addressOf(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new KryoException("4 bytes are an address", e);
        }
    }

    private static void writeBigEndian(Output out, long value, int bytes) {
        for (int i = bytes - 1; i >= 0; i--) {
            out.writeByte((byte) (value >>> Byte.SIZE * i));
        }
    }

    private static long readBigEndian(Input in, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << Byte.SIZE | in.readByteUnsigned();
        }
        return value;
    }
}
