package io.netfailover.guest;

import java.util.Locale;

/**
 * Something in a guest that does a failover master harm.
 *
 * @param place the file in the guest, or the link
 * @param line of the file, counted from 1; 0 where none in particular is to blame
 * @param reason what goes wrong
 * @param fix what to do
 */
public record Finding(Severity severity, String place, int line, String reason, String fix) {
    /** Errors cut the guest off or give it two leases; warnings may, with other links or on another day. */
    public enum Severity {
        ERROR,
        WARNING;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding error(String place, int line, String reason, String fix) {
        return new Finding(Severity.ERROR, place, line, reason, fix);
    }

    static Finding warning(String place, int line, String reason, String fix) {
        return new Finding(Severity.WARNING, place, line, reason, fix);
    }
}
