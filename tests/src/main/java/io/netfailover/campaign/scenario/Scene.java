package io.netfailover.campaign.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.netfailover.lab.Command;
import io.netfailover.lab.Guest;
import io.netfailover.lab.GuestDaemon;
import io.netfailover.lab.GuestNic;
import io.netfailover.lab.GuestSpec;
import io.netfailover.lab.LabException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A guest in which both masters live, what is done to them, and what is seen of them. */
final class Scene implements AutoCloseable {
    private static final int MEMORY_MIB = 640;
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String VIRTIO_NET = "/sys/bus/virtio/drivers/virtio_net/";
    private static final String LINKS = "ip -details -statistics -json link";
    private static final String CUT = "==cut==";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** No IPv6, and nothing else that speaks unasked: each frame is one of ours. */
    private static final String SET_UP = """
            for which in all default; do echo 1 >/proc/sys/net/ipv6/conf/$which/disable_ipv6; done
            frames hear >>/tmp/heard &
            ip -oneline -details monitor link >>/tmp/events &
            """;

    private final Guest guest;
    private final String rx;
    private final Traffic traffic = new Traffic();
    private final Map<Arm, String> slots;
    /** The virtio device of the kernel's arm, by which its master is made anew. */
    private final String kernelStandby;

    private final GuestDaemon daemon;
    private final Set<Verb> done = EnumSet.noneOf(Verb.class);
    private final Set<String> plugged = new HashSet<>();
    private Links links;
    private int attempt;

    /** What was seen at one moment. */
    record Seen(Map<Arm, Facts> facts, Links links, OwnMaster own, List<String> events) {
        Facts of(Arm arm) {
            return facts.getOrDefault(arm, new Facts());
        }

        Tally tally(Arm arm) {
            return arm == Arm.OURS
                    ? own.tally()
                    : links.link(arm, Role.MASTER).map(Tally::ofKernel).orElse(new Tally(0, 0, 0, 0));
        }
    }

    /** @param rx the receive rule of our master */
    Scene(String rx) {
        this.rx = rx;
        List<GuestNic> nics =
                Stream.of(Arm.values()).flatMap(arm -> arm.nics().stream()).toList();
        guest = Guest.boot(GuestSpec.bare()
                .withNics(nics)
                .withJava()
                .withFrames()
                .withMemory(MEMORY_MIB)
                .withProcessors(2));
        try {
            nics.forEach(nic -> traffic.connect(nic.id(), guest.cable(nic.id())));
            nics.stream().filter(GuestNic::plugged).map(GuestNic::id).forEach(plugged::add);
            JsonNode table = json(run(SET_UP + LINKS).orFail().out());
            slots = Links.slots(table);
            links = new Links(table, slots);
            kernelStandby = links.link(Arm.KERNEL, Role.STANDBY)
                    .orElseThrow(() -> new LabException("the guest has no net_failover: " + table))
                    .path("parentdev")
                    .asText();
            daemon = GuestDaemon.start(guest);
            run("ip link set " + links.name(Arm.KERNEL, Role.MASTER) + " up; ip link set "
                            + links.name(Arm.OURS, Role.STANDBY) + " up")
                    .orFail();
            create(Arm.OURS).orFail();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A fault to plant. */
    void stopDaemon() {
        daemon.stop();
    }

    /** @return what each arm said to it: {@code done}, {@code refused}, or {@code no link} when there was none to do it to */
    Map<Arm, String> perform(Step step) {
        done.add(step.verb());
        Map<Arm, String> said = new EnumMap<>(Arm.class);
        for (Arm arm : Arm.values()) {
            said.put(arm, perform(step, arm));
        }
        return said;
    }

    private String perform(Step step, Arm arm) {
        return switch (step.verb()) {
            case PLUG -> plug(arm, step.role());
            case UNPLUG -> unplug(arm, step.role());
            case CUT -> carrier(arm, step.role(), false);
            case JOIN_CABLE -> carrier(arm, step.role(), true);
            case DESTROY -> word(destroy(arm));
            case CREATE -> word(create(arm));
            default -> script(step, arm);
        };
    }

    private String script(Step step, Arm arm) {
        String link = links.name(arm, step.role());
        boolean elsewhere = step.verb() == Verb.BACK || step.verb() == Verb.VLAN_DELETE;
        return link.isEmpty() && !elsewhere ? "no link" : word(run(step.verb().script(arm, link, step.value())));
    }

    private static String word(Command.Outcome outcome) {
        return outcome.exit() == 0 ? "done" : "refused";
    }

    private String plug(Arm arm, Role role) {
        if (!plugged.add(arm.nic(role))) {
            return "no link";
        }
        guest.plug(arm.nic(role));
        return "done";
    }

    private String unplug(Arm arm, Role role) {
        if (!plugged.remove(arm.nic(role))) {
            return "no link";
        }
        guest.unplug(arm.nic(role));
        return "done";
    }

    private String carrier(Arm arm, Role role, boolean on) {
        if (!plugged.contains(arm.nic(role))) {
            return "no link";
        }
        guest.setCarrier(arm.nic(role), on);
        return "done";
    }

    private Command.Outcome create(Arm arm) {
        return arm == Arm.KERNEL
                ? run("echo " + kernelStandby + " >" + VIRTIO_NET + "bind && for link in $(ls " + VIRTIO_NET
                        + kernelStandby + "/net); do ip link set $link up; done")
                : daemon.create(links.name(Arm.OURS, Role.STANDBY), rx);
    }

    private Command.Outcome destroy(Arm arm) {
        return arm == Arm.KERNEL
                ? run("echo " + kernelStandby + " >" + VIRTIO_NET + "unbind")
                : daemon.destroy(links.name(Arm.OURS, Role.MASTER));
    }

    /** Sends frames of every kind on every way, and sees what became of them and of the links. */
    Seen see() {
        attempt++;
        traffic.takeOut(attempt);
        traffic.sendIn(attempt);
        StringBuilder script = new StringBuilder();
        for (Arm arm : Arm.values()) {
            links.link(arm, Role.MASTER).ifPresent(master -> send(script, arm, links.name(arm, Role.MASTER), "master"));
            links.vlan(arm).ifPresent(vlan -> send(script, arm, vlan, "vlan"));
        }
        // Frames are on their way through emulated cards.
        return see(script.append("sleep 0.1; ").toString());
    }

    /** Sends nothing. */
    Seen read() {
        attempt++;
        return see("");
    }

    private Seen see(String first) {
        String[] parts = run(first
                        + String.join(
                                "; echo " + CUT + "; ",
                                "cat /tmp/heard; : >/tmp/heard",
                                LINKS,
                                "cat /tmp/events; : >/tmp/events",
                                daemon.mastersScript()))
                .out()
                .split(CUT + "\n", -1);
        links = new Links(json(parts[1]), slots);
        List<String> heard = parts[0].lines().toList();
        Map<Traffic.Tag, List<String>> left = traffic.takeOut(attempt);
        OwnMaster own = new OwnMaster(own(parts[3]));
        Map<Arm, Facts> facts = new EnumMap<>(Arm.class);
        for (Arm arm : Arm.values()) {
            Facts seen = new Facts();
            seen.addLinks(links, arm, own);
            seen.addTraffic(attempt, arm, links, heard, left);
            facts.put(arm, seen);
        }
        return new Seen(facts, links, own, parts[2].lines().toList());
    }

    private void send(StringBuilder script, Arm arm, String link, String word) {
        script.append("frames send ")
                .append(link)
                .append(' ')
                .append(new Traffic.Tag(attempt, arm, word, Traffic.OUT).text())
                .append(" 2>/dev/null; ");
    }

    private static JsonNode own(String masters) {
        if (!masters.isBlank()) {
            for (JsonNode master : json(masters).path("masters")) {
                if (!master.path("steering").asText().equals("kernel")) {
                    return master;
                }
            }
        }
        return MissingNode.getInstance();
    }

    /** Undoes what scenarios have done since {@link #isRestored}. */
    void restore() {
        for (Arm arm : Arm.values()) {
            unplug(arm, Role.SECOND);
            plug(arm, Role.PRIMARY);
            carrier(arm, Role.PRIMARY, true);
            carrier(arm, Role.STANDBY, true);
        }
        StringBuilder script = new StringBuilder();
        for (Arm arm : Arm.values()) {
            if (links.link(arm, Role.MASTER).isEmpty()) {
                create(arm);
            }
            script.append(Restoration.script(arm, links, done));
        }
        run(script.toString());
    }

    /** The masters are as they were at first. */
    void isRestored() {
        done.clear();
    }

    private Command.Outcome run(String script) {
        return guest.run(script, LIMIT);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new LabException("no JSON: " + text, e);
        }
    }

    @Override
    public void close() {
        traffic.close();
        guest.close();
    }
}
