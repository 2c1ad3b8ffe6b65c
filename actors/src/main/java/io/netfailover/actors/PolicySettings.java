package io.netfailover.actors;

import io.netfailover.journal.MasterPolicy;
import io.netfailover.types.PciAddress;
import io.netfailover.types.Preference;
import io.netfailover.types.Reselect;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A policy as {@code master set} reads and shows it: keys and texts. */
public final class PolicySettings {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h)?");
    /** Digits and dots, or with colons: nothing that a name service would be asked for. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

    private static final Pattern SERIAL = Pattern.compile("[\\x21-\\x7e]{1,64}");
    private static final String NONE = "none";
    private static final int MOST_TARGETS = 16;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Map<String, String> texts;

    private PolicySettings(Map<String, String> texts) {
        this.texts = texts;
    }

    /** All keys in the order in which they are shown, with their texts. */
    public static Map<String, String> of(MasterPolicy policy) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("prefer", policy.prefer().word());
        texts.put("reselect", policy.reselect().word());
        texts.put("up-delay", text(policy.upDelay()));
        texts.put("down-delay", text(policy.downDelay()));
        texts.put("flap-limit", Integer.toString(policy.flapLimit()));
        texts.put("flap-window", text(policy.flapWindow()));
        texts.put("flap-hold", text(policy.flapHold()));
        texts.put(
                "probe-targets",
                policy.probeTargets().isEmpty()
                        ? NONE
                        : policy.probeTargets().stream()
                                .map(InetAddress::getHostAddress)
                                .collect(Collectors.joining(",")));
        texts.put("probe-interval", text(policy.probeInterval()));
        texts.put("probe-misses", Integer.toString(policy.probeMisses()));
        texts.put("announce-count", Integer.toString(policy.announceCount()));
        texts.put("announce-interval", text(policy.announceInterval()));
        texts.put(
                "primary-device", policy.primaryDevice().map(PciAddress::value).orElse(NONE));
        texts.put("primary-serial", policy.primarySerial().orElse(NONE));
        return texts;
    }

    /**
     * @param changes the keys to change; all others stay
     * @throws IllegalArgumentException naming key, value and what is allowed
     */
    public static MasterPolicy change(MasterPolicy policy, Map<String, String> changes) {
        Map<String, String> texts = of(policy);
        changes.forEach((key, value) -> {
            if (texts.replace(key, value) == null) {
                throw new IllegalArgumentException(
                        "unknown key '" + key + "' (" + String.join(", ", texts.keySet()) + ")");
            }
        });
        return new PolicySettings(texts).policy();
    }

    private MasterPolicy policy() {
        return new MasterPolicy(
                value("prefer", "auto, primary or standby", Preference::parse),
                value("reselect", "always, better or failure", Reselect::parse),
                time("up-delay", Duration.ZERO, HOUR),
                time("down-delay", Duration.ZERO, HOUR),
                number("flap-limit", 0, 1000),
                time("flap-window", Duration.ofMillis(100), HOUR),
                time("flap-hold", Duration.ofMillis(100), Duration.ofHours(24)),
                value("probe-targets", "none, or up to 16 IP addresses with commas between", PolicySettings::targets),
                time("probe-interval", Duration.ofMillis(50), MINUTE),
                number("probe-misses", 1, 100),
                number("announce-count", 0, 255),
                time("announce-interval", Duration.ofMillis(10), MINUTE),
                value("primary-device", "none, or a PCI address as 0000:42:02.1", optional(PciAddress::new)),
                value("primary-serial", "none, or 1 to 64 visible characters", optional(PolicySettings::serial)));
    }

    private <T> T value(String key, String allowed, Function<String, T> parse) {
        String text = texts.getOrDefault(key, "");
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + "=" + text + " is not allowed: " + allowed, e);
        }
    }

    private Duration time(String key, Duration least, Duration most) {
        return value(key, text(least) + " to " + text(most), text -> within(duration(text), least, most));
    }

    private int number(String key, int least, int most) {
        return value(key, least + " to " + most, text -> within(Integer.valueOf(text), least, most));
    }

    private static <T extends Comparable<T>> T within(T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException();
        }
        return value;
    }

    private static Duration duration(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches() || time.group(2) == null && !time.group(1).equals("0")) {
            throw new IllegalArgumentException();
        }
        long amount = Long.parseLong(time.group(1));
        return switch (String.valueOf(time.group(2))) {
            case "h" -> Duration.ofHours(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMillis(amount);
        };
    }

    /** In the largest unit that leaves no fraction. */
    private static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0";
        } else if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static List<InetAddress> targets(String text) {
        if (text.equals(NONE)) {
            return List.of();
        }
        List<InetAddress> targets = Arrays.stream(text.split(",", -1))
                .map(PolicySettings::target)
                .distinct()
                .toList();
        within(targets.size(), 1, MOST_TARGETS);
        return targets;
    }

    private static InetAddress target(String text) {
        try {
            InetAddress address = ADDRESS.matcher(text).matches() ? InetAddress.getByName(text) : null;
            if (address == null
                    || address.isMulticastAddress()
                    || address.isAnyLocalAddress()
                    || address.isLoopbackAddress()) {
                throw new IllegalArgumentException(text);
            }
            return address;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static String serial(String text) {
        if (!SERIAL.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    private static <T> Function<String, Optional<T>> optional(Function<String, T> parse) {
        return text -> text.equals(NONE) ? Optional.empty() : Optional.of(parse.apply(text));
    }
}
