package io.netfailover.guest.planted;

import com.fasterxml.jackson.core.JsonFactory;

/** Breaks a rule on purpose. */
public final class ReadsJson {
    public String format(JsonFactory factory) {
        return factory.getFormatName();
    }
}
