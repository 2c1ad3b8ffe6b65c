package io.netfailover.config;

import com.typesafe.config.ConfigOrigin;

/** The configuration cannot be used; the message names the key, where it stands, its value, and what is allowed. */
public final class InvalidSettingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InvalidSettingException(String message) {
        super(message);
    }

    InvalidSettingException(ConfigOrigin origin, String message) {
        super(place(origin) + ": " + message);
    }

    /** {@code /etc/netfailover/netfailover.conf:12}, as editors and compilers write a place. */
    private static String place(ConfigOrigin origin) {
        String file = origin.filename() != null ? origin.filename() : origin.description();
        return origin.lineNumber() > 0 && origin.filename() != null ? file + ":" + origin.lineNumber() : file;
    }
}
