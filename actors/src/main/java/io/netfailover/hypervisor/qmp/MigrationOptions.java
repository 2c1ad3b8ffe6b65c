package io.netfailover.hypervisor.qmp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What both ends of a migration have to have in common, from the definition that both hosts have. */
final class MigrationOptions {
    private MigrationOptions() {}

    static void apply(QemuMachine machine, boolean autoConverge, Deadline deadline) {
        QemuDomain definition = machine.definition();
        boolean multifd = definition.multifdChannels() > 0;
        machine.execute(
                "migrate-set-capabilities",
                Map.of(
                        "capabilities",
                        List.of(
                                capability("events", true),
                                capability("auto-converge", autoConverge),
                                capability("multifd", multifd))),
                deadline);
        Map<String, Object> parameters = new LinkedHashMap<>();
        if (multifd) {
            parameters.put("multifd-channels", definition.multifdChannels());
        }
        parameters.put("tls-creds", definition.tlsCredentials().orElse(""));
        machine.execute("migrate-set-parameters", parameters, deadline);
    }

    private static Map<String, Object> capability(String name, boolean on) {
        return Map.of("capability", name, "state", on);
    }
}
