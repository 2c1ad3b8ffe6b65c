package io.netfailover.hypervisor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** QEMU's {@code x-query-virtio-status}, since 7.2: what a guest's driver has accepted of a virtio NIC. */
public final class VirtioStatus {
    public static final String COMMAND = "x-query-virtio-status";

    private VirtioStatus() {}

    /** @param id QEMU's, of the NIC */
    public static String path(String id) {
        return "/machine/peripheral/" + id + "/virtio-backend";
    }

    /** Whether VIRTIO_NET_F_STANDBY was taken: by no guest without a driver, as in early boot. */
    public static boolean standbyTaken(JsonNode status) {
        return says(status.path("status").path("statuses"), "VIRTIO_CONFIG_S_FEATURES_OK")
                && says(status.path("guest-features").path("dev-features"), "VIRTIO_NET_F_STANDBY");
    }

    /** Whether it was taken of all NICs; empty without any, or when it is not known of one. */
    public static Optional<Boolean> ofAll(List<Optional<Boolean>> answers) {
        return answers.isEmpty() || answers.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : Optional.of(answers.stream().allMatch(answer -> answer.orElse(false)));
    }

    private static boolean says(JsonNode lines, String word) {
        for (JsonNode line : lines) {
            if (line.asText().startsWith(word)) {
                return true;
            }
        }
        return false;
    }
}
