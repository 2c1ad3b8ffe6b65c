package io.netfailover.lab;

import io.netfailover.types.MacAddress;
import java.security.SecureRandom;
import java.util.Locale;

/** What tells one run's names and addresses from another's: {@code nf3k9x}. */
public record RunId(int number) {
    private static final int NUMBERS = 36 * 36 * 36 * 36 * 36;

    public static RunId random() {
        return new RunId(new SecureRandom().nextInt(NUMBERS));
    }

    /** Seven characters, so that a namespace or link named after it stays far below the 15 that a link name may have. */
    @Override
    public String toString() {
        String digits = Integer.toString(number, 36).toLowerCase(Locale.ROOT);
        return "nf" + "0".repeat(5 - digits.length()) + digits;
    }

    /** A locally administered address of this run. */
    public MacAddress mac(int host) {
        return MacAddress.parse(String.format(
                Locale.ROOT,
                "52:%02x:%02x:%02x:%02x:%02x",
                (number >> 24) & 0xff,
                (number >> 16) & 0xff,
                (number >> 8) & 0xff,
                number & 0xff,
                host));
    }
}
