package io.netfailover.netlink;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Builds what a JSON reader would make of iproute2's output: numbers as Long or Double, texts, Booleans, lists, maps and null. */
final class JsonObject {
    private static final double MILLIS_PER_SECOND = 1000;

    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    JsonObject put(String key, @Nullable Object value) {
        members.put(key, value);
        return this;
    }

    JsonObject text(String key, String value) {
        return value.isEmpty() ? this : put(key, value);
    }

    /** iproute2's print_uint and print_u64. */
    JsonObject unsigned(String key, int value) {
        return put(key, Integer.toUnsignedLong(value));
    }

    JsonObject number(String key, long value) {
        return put(key, value);
    }

    JsonObject number(String key, OptionalInt value) {
        value.ifPresent(number -> put(key, (long) number));
        return this;
    }

    JsonObject number(String key, OptionalLong value) {
        value.ifPresent(number -> put(key, number));
        return this;
    }

    JsonObject unsignedUnlessZero(String key, int value) {
        return value == 0 ? this : unsigned(key, value);
    }

    JsonObject zeroOrOne(String key, boolean value) {
        return put(key, value ? 1L : 0L);
    }

    /** In hundredths of a second, as the kernel has it. */
    JsonObject ticks(String key, java.time.Duration value) {
        return put(key, ClockTicks.of(value));
    }

    JsonObject millis(String key, java.time.Duration value) {
        return put(key, value.toMillis());
    }

    /** In seconds. */
    JsonObject timer(String key, java.time.Duration value) {
        return put(key, value.toMillis() / MILLIS_PER_SECOND);
    }

    /** iproute2's print_0xhex: {@code %#x}, which leaves zero as it is. */
    JsonObject hexadecimal(String key, int value) {
        return put(key, value == 0 ? "0" : "0x" + Integer.toHexString(value));
    }

    Map<String, @Nullable Object> map() {
        return members;
    }
}
