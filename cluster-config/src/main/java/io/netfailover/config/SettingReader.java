package io.netfailover.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reads typed, bounded values below one root and remembers which keys were asked for: those are the keys that exist, so that the list of
 * known keys cannot differ from the code that uses them.
 */
final class SettingReader {
    private final Config config;
    private final String root;
    private final SortedSet<String> asked = new TreeSet<>();

    SettingReader(Config config, String root) {
        this.config = config;
        this.root = root;
    }

    Optional<String> optionalText(String key) {
        String path = ask(key);
        return config.hasPath(path) ? Optional.of(text(key)) : Optional.empty();
    }

    String text(String key) {
        String path = ask(key);
        String value = read(path, "a text", () -> config.getString(path));
        if (value.isBlank()) {
            throw invalid(path, "a text that is not empty");
        }
        return value;
    }

    boolean flag(String key) {
        String path = ask(key);
        return read(path, "true or false", () -> config.getBoolean(path));
    }

    /** One of the constants of {@code type}, written in any case. */
    <E extends Enum<E>> E oneOf(Class<E> type, String key) {
        String path = ask(key);
        Set<E> constants = EnumSet.allOf(type);
        String allowed = constants.stream()
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        String value = read(path, allowed, () -> config.getString(path));
        return constants.stream()
                .filter(constant -> constant.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> invalid(path, allowed));
    }

    Optional<Integer> optionalNumber(String key, int least, int most) {
        String path = ask(key);
        return config.hasPath(path) ? Optional.of(number(key, least, most)) : Optional.empty();
    }

    int number(String key, int least, int most) {
        String path = ask(key);
        String allowed = "a whole number from " + least + " to " + most;
        Number value = read(path, allowed, () -> config.getNumber(path));
        if (!isWhole(value) || value.longValue() < least || value.longValue() > most) {
            throw invalid(path, allowed);
        }
        return value.intValue();
    }

    /** A size such as {@code 4 MiB}. */
    int bytes(String key, int least, int most) {
        String path = ask(key);
        String allowed = "a size from " + least + " to " + most + " bytes, such as 4 MiB";
        long value = read(path, allowed, () -> config.getMemorySize(path)).toBytes();
        if (value < least || value > most) {
            throw invalid(path, allowed);
        }
        return Math.toIntExact(value);
    }

    Duration duration(String key, Duration least, Duration most) {
        String path = ask(key);
        String allowed = "a time from " + spoken(least) + " to " + spoken(most) + ", with its unit (ms, s, m, h)";
        Duration value = read(path, allowed, () -> config.getDuration(path));
        // HOCON takes a bare number as milliseconds, which nobody means who writes 30.
        boolean unitMissing = config.getValue(path).valueType() == ConfigValueType.NUMBER;
        if (unitMissing || value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw invalid(path, allowed);
        }
        return value;
    }

    List<Integer> numbers(String key, int least) {
        String path = ask(key);
        String allowed = "a list of whole numbers not below " + least + ", such as [1000, 1001]";
        List<Number> values = read(path, allowed, () -> config.getNumberList(path));
        if (values.stream()
                .anyMatch(value ->
                        !isWhole(value) || value.longValue() < least || value.longValue() > Integer.MAX_VALUE)) {
            throw invalid(path, allowed);
        }
        return values.stream().map(Number::intValue).toList();
    }

    /** The library would cut 2.5 to 2. */
    private static boolean isWhole(Number value) {
        return value.doubleValue() == value.longValue();
    }

    /** To be called when everything was asked for. */
    void refuseUnknownKeys() {
        if (!config.hasPath(root)) {
            return;
        }
        config.getConfig(root).entrySet().stream()
                .filter(entry -> !asked.contains(root + "." + entry.getKey()))
                .min(Map.Entry.comparingByKey())
                .ifPresent(entry -> {
                    throw unknown(root + "." + entry.getKey(), entry.getValue());
                });
    }

    private InvalidSettingException unknown(String path, ConfigValue value) {
        String hint = NearestKey.to(path, asked)
                .map(nearest -> "did you mean " + nearest + "?")
                .orElseGet(() -> "the keys are " + String.join(", ", asked));
        return new InvalidSettingException(
                value.origin(), path + " = " + value.unwrapped() + ": there is no such key; " + hint);
    }

    private String ask(String key) {
        String path = root + "." + key;
        asked.add(path);
        return path;
    }

    private <T> T read(String path, String allowed, Supplier<T> value) {
        try {
            return value.get();
        } catch (ConfigException.Missing e) {
            throw new InvalidSettingException(path + " has no value: " + e.getMessage() + "; allowed is " + allowed);
        } catch (ConfigException e) {
            throw invalid(path, allowed);
        }
    }

    InvalidSettingException invalid(String path, String allowed) {
        ConfigValue value = config.getValue(path);
        return new InvalidSettingException(
                value.origin(), path + " = " + value.unwrapped() + ": allowed is " + allowed);
    }

    private static String spoken(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
