package io.netfailover.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfailover.lab.Command;
import io.netfailover.lab.FleetLab;
import io.netfailover.lab.LabException;
import io.netfailover.lab.QemuHost;
import io.netfailover.lab.QemuLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the two hosts are between migrations: the VM on one of them with its VF, and nothing of it on the other. */
final class HostPromises {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NO_MAC = "00:00:00:00:00:00";

    private final FleetLab fleet;

    HostPromises(FleetLab fleet) {
        this.fleet = fleet;
    }

    /** @param at the index of the host that the VM ought to be on; one sentence for each thing that is otherwise */
    List<String> objections(int at) {
        List<String> objections = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            QemuHost host = fleet.lab().hosts().get(i);
            String name = "hv" + (i + 1);
            boolean here = i == at;
            expect(objections, name + " runs QEMUs", here ? 1 : 0, qemus(host));
            expect(objections, "VF 1 of " + name + " claims", here ? mac() : NO_MAC, claimed(host));
            forwarding(host).forEach(entry -> objections.add("on " + name + " there is still: " + entry));
        }
        objections.addAll(domainObjections(at));
        return objections;
    }

    /** Who holds which VF, by the daemons; of a VM that a person started they learn when it first migrates. */
    List<String> reservationObjections(int at) {
        List<String> objections = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            expect(objections, VmStory.name(i) + "'s VF is", i == at ? "in-use by vm1" : "free", reservation(i));
        }
        return objections;
    }

    private static void expect(List<String> objections, String what, Object wanted, Object found) {
        if (!wanted.equals(found)) {
            objections.add(what + " " + found + ", promised " + wanted);
        }
    }

    private List<String> domainObjections(int at) {
        JsonNode domain = fleet.daemon(at)
                .get("/v1/domains/" + QemuLab.DOMAIN)
                .orElseThrow(() -> new LabException("hv" + (at + 1) + " does not show " + QemuLab.DOMAIN));
        List<String> objections = new ArrayList<>();
        expect(objections, "vm1 is", "running", domain.path("state").asText().toLowerCase(Locale.ROOT));
        boolean primary = false;
        for (JsonNode nic : domain.path("nics")) {
            String alias = nic.path("alias").asText();
            primary |= alias.equals(QemuHost.PRIMARY);
            if (alias.equals(QemuHost.STANDBY)) {
                expect(
                        objections,
                        "the standby's link is",
                        "down",
                        nic.path("linkUp").asBoolean() ? "up" : "down");
            }
        }
        if (!primary) {
            objections.add("vm1 has no VF on hv" + (at + 1));
        }
        return objections;
    }

    private int qemus(QemuHost host) {
        return fleet.lab().qemus(host).size();
    }

    /** Of the VM's address, what a daemon wrote: learned entries are the bridge's own. */
    private List<String> forwarding(QemuHost host) {
        return Command.run("bridge", "-n", host.namespace().name(), "fdb", "show")
                .orFail()
                .out()
                .lines()
                .filter(line -> line.startsWith(mac() + " "))
                .filter(line -> line.contains(" dev " + QemuHost.TAP + " ")
                        || line.contains(" dev " + QemuHost.UPLINK_VF + " "))
                .filter(line -> line.contains("static") || line.contains("permanent"))
                .map(String::strip)
                .toList();
    }

    private String claimed(QemuHost host) {
        Path file = host.admin().resolve(QemuHost.PF + "." + QemuHost.GUEST_VF + ".json");
        if (!Files.exists(file)) {
            return NO_MAC; // never given an address
        }
        try {
            return JSON.readTree(file.toFile()).path("mac").asText();
        } catch (IOException e) {
            throw new LabException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private String reservation(int host) {
        JsonNode vf = fleet.daemon(host)
                .get("/v1/vfs")
                .orElseThrow(() -> new LabException("hv" + (host + 1) + " does not show its VFs"))
                .path("vfs")
                .path(0);
        String state = vf.path("state").asText();
        return state.equals("free") ? state : state + " by " + vf.path("by").asText();
    }

    private String mac() {
        return fleet.lab().mac().toString();
    }
}
