package io.netfailover.hypervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;

/** What QEMU says without being asked, as {@code DEVICE_DELETED}. */
record QmpEvent(String name, JsonNode data) {
    boolean is(String other) {
        return name.equals(other);
    }

    /** The id of the device that it is about, else empty text. */
    String device() {
        return data.path("device").asText();
    }

    /** For people: {@code migration wait-unplug}. */
    String words() {
        String what = name.toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        return data.has("status") ? what + " " + data.path("status").asText() : what;
    }
}
