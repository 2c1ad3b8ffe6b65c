package io.netfailover.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time with its unit, as people write it: 500ms, 10s, 2m, 1h, 7d. */
final class TimeText implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    @Override
    public Duration convert(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || form.group(1).matches("0+")) {
            throw new TypeConversionException("'" + text + "' is no time (write 500ms, 10s, 2m, 1h or 7d)");
        }
        long amount = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** {@code 3m12s}: at most two units, the seconds with a fraction only when they are few. */
    static String spoken(double seconds) {
        long whole = (long) seconds;
        if (whole < 10) {
            return Math.round(seconds * 10) / 10.0 + "s";
        }
        if (whole < 60) {
            return whole + "s";
        }
        if (whole < 3600) {
            return whole / 60 + "m" + whole % 60 + "s";
        }
        if (whole < 86400) {
            return whole / 3600 + "h" + whole % 3600 / 60 + "m";
        }
        return whole / 86400 + "d" + whole % 86400 / 3600 + "h";
    }
}
