package io.netfailover.hypervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import java.nio.file.Path;

/** The one place where QEMU's refusals become ours. Their class is GenericError nearly always, so that the words have to be read. */
final class QmpErrors {
    /** Of device_del, qdev_unplug in softmmu/qdev-monitor.c: the request before it is still being answered. */
    static final String UNPLUG_IN_FLIGHT = "already in the process of unplug";
    /** Of migrate-incoming, inet_listen_saddr in util/qemu-sockets.c. */
    static final String ADDRESS_IN_USE = "Address already in use";

    private QmpErrors() {}

    static HypervisorException refused(String command, JsonNode error) {
        String words = error.path("desc").asText();
        String message = "QEMU refused " + command + ": " + words;
        if (words.contains("while migrating") || words.contains("migration process in progress")) {
            return new HypervisorException(Reason.BUSY, message, "Wait for the migration to end, or cancel it.");
        }
        if (words.contains(UNPLUG_IN_FLIGHT)) {
            return new HypervisorException(Reason.BUSY, message, "The guest has been asked already: wait for it.");
        }
        if (error.path("class").asText().equals("CommandNotFound")) {
            return new HypervisorException(Reason.FAILED, message, "This QEMU is older than 7.2, or built without it.");
        }
        return new HypervisorException(Reason.FAILED, message, "");
    }

    static HypervisorException unanswered(String command) {
        return new HypervisorException(
                Reason.TIMED_OUT,
                "QEMU did not answer " + command + " in time",
                "See whether its process is stopped or its host overloaded.");
    }

    static HypervisorException lost(Path socket) {
        return new HypervisorException(
                Reason.NOT_REACHABLE, "QEMU closed its socket " + socket, "See QEMU's own messages.");
    }

    static HypervisorException silent(Path socket) {
        return new HypervisorException(
                Reason.NOT_REACHABLE,
                "QEMU does not greet at " + socket,
                "A QMP socket serves one client: end the other one, or give the VM a socket for netfailover alone.");
    }
}
