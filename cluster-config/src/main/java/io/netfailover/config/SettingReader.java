package io.netfailover.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reads typed, bounded values below one root and remembers which keys were asked for: those are the keys that exist, so that the list of
 * known keys cannot differ from the code that uses them.
 */
final class SettingReader {
    private static final String ELEMENT = "element";

    private final Config config;
    private final String root;
    private final String shownRoot;
    private final SortedSet<String> asked = new TreeSet<>();
    private final SortedSet<String> readByOthers = new TreeSet<>();

    SettingReader(Config config, String root) {
        this(config, root, root);
    }

    private SettingReader(Config config, String root, String shownRoot) {
        this.config = config;
        this.root = root;
        this.shownRoot = shownRoot;
    }

    /** The elements of a list of objects, each read whole by {@code element}: it may have no other keys than those. */
    <T> List<T> each(String key, Function<SettingReader, T> element) {
        String path = ask(key);
        List<? extends Config> elements =
                read(path, "a list of objects, such as [{ key = value }]", () -> config.getConfigList(path));
        List<T> all = new ArrayList<>();
        for (Config each : elements) {
            SettingReader reader =
                    new SettingReader(each.atKey(ELEMENT), ELEMENT, shown(path) + "[" + all.size() + "]");
            all.add(element.apply(reader));
            reader.refuseUnknownKeys();
        }
        return List.copyOf(all);
    }

    /** A part that its user reads and checks. */
    Config part(String key) {
        String path = ask(key);
        readByOthers.add(path + ".");
        return read(path, "an object, such as { key = value }", () -> config.getConfig(path));
    }

    /** A text that {@code parse} understands, or throws IllegalArgumentException about. */
    <T> T parsed(String key, String allowed, Function<String, T> parse) {
        String value = text(key);
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException e) {
            throw refused(key, "allowed is " + allowed);
        }
    }

    /** A file below {@code directory} unless it is absolute. */
    Path file(String key, Path directory) {
        return directory.resolve(text(key));
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
                .filter(entry -> readByOthers.stream().noneMatch((root + "." + entry.getKey())::startsWith))
                .min(Map.Entry.comparingByKey())
                .ifPresent(entry -> {
                    throw unknown(root + "." + entry.getKey(), entry.getValue());
                });
    }

    private InvalidSettingException unknown(String path, ConfigValue value) {
        String hint = NearestKey.to(path, asked)
                .map(nearest -> "did you mean " + shown(nearest) + "?")
                .orElseGet(
                        () -> "the keys are " + asked.stream().map(this::shown).collect(Collectors.joining(", ")));
        return new InvalidSettingException(
                value.origin(), shown(path) + " = " + value.unwrapped() + ": there is no such key; " + hint);
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
            throw new InvalidSettingException(
                    config.getConfig(root).root().origin(), shown(path) + " has no value; allowed is " + allowed);
        } catch (ConfigException e) {
            throw invalid(path, allowed);
        }
    }

    private InvalidSettingException invalid(String path, String allowed) {
        return because(path, "allowed is " + allowed);
    }

    /** The value of {@code key} will not do, for a reason that is not in its form. */
    InvalidSettingException refused(String key, String why) {
        return because(root + "." + key, why);
    }

    private InvalidSettingException because(String path, String why) {
        ConfigValue value = config.getValue(path);
        return new InvalidSettingException(value.origin(), shown(path) + " = " + value.unwrapped() + ": " + why);
    }

    private String shown(String path) {
        return shownRoot + path.substring(root.length());
    }

    private static String spoken(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
