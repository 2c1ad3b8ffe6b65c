package io.netfailover.campaign.guest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfailover.lab.DebianGuest;
import io.netfailover.lab.DebianProgram;
import io.netfailover.lab.DebianSpec;
import io.netfailover.lab.LabException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who makes the master of a guest's pair, and how what is made shows in the guest. */
public enum Maker {
    /** net_failover: slaves name their master. */
    KERNEL("net_failover") {
        @Override
        DebianSpec guest(String arm) {
            return DebianSpec.ofKernelMaster(arm);
        }

        /** The driver makes it as soon as it sees the standby. */
        @Override
        void make(DebianGuest guest) {}

        @Override
        String script() {
            return "ip -j -d address";
        }

        @Override
        GuestPicture picture(JsonNode links, List<String> more) {
            String master = "";
            Map<String, List<String>> slaves = new TreeMap<>();
            for (JsonNode link : links) {
                if (link.has("master")) {
                    master = link.path("master").asText();
                    slaves.put(GuestPicture.name(link), GuestPicture.addresses(link, ""));
                }
            }
            return new GuestPicture(master, slaves, Map.of(), masterAddresses(links, master));
        }

        @Override
        int idleEnds() {
            return 0;
        }
    },
    /** netfailover: one end of a veth pair with the address of the NICs, over those that have its program for what they receive. */
    NETFAILOVER("netfailover") {
        @Override
        DebianSpec guest(String arm) {
            return DebianSpec.ofOwnMaster(arm);
        }

        /** Once, without a network; each boot that follows finds it in the journal. */
        @Override
        void make(DebianGuest guest) {
            guest.lan().cut();
            guest.awaitBoot();
            DebianProgram.awaitStart(guest);
            DebianProgram.createMaster(guest, NAME, NAME);
            guest.reboot(guest.lan()::mend);
        }

        /** Who looks often takes the processor from the JVM. */
        @Override
        String script() {
            return "sleep 1; ip -j -d address; for l in /sys/class/net/*; do tc filter show dev ${l##*/} ingress 2>/dev/null"
                    + " | grep -q 'part=\\(primary\\|standby\\)' && echo ${l##*/}; done; true";
        }

        @Override
        GuestPicture picture(JsonNode links, List<String> more) {
            Map<String, List<String>> slaves = new TreeMap<>();
            List<String> hardware = new ArrayList<>();
            for (JsonNode link : links) {
                if (more.contains(GuestPicture.name(link))) {
                    slaves.put(GuestPicture.name(link), GuestPicture.addresses(link, ""));
                    hardware.add(link.path("address").asText());
                }
            }
            String master = "";
            Map<String, List<String>> idleEnds = new TreeMap<>();
            for (JsonNode link : links) {
                if (!link.path("linkinfo").path("info_kind").asText().equals("veth")) {
                    continue;
                }
                if (hardware.contains(link.path("address").asText())) {
                    master = GuestPicture.name(link);
                } else {
                    idleEnds.put(GuestPicture.name(link), GuestPicture.addresses(link, ""));
                }
            }
            return new GuestPicture(master, slaves, idleEnds, masterAddresses(links, master));
        }

        @Override
        int idleEnds() {
            return 1;
        }
    };

    /** Of the virtio NIC on its port, and of the master that takes its place. */
    private static final String NAME = "enp1s0";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String word;

    Maker(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    abstract DebianSpec guest(String arm);

    /** Has a guest that was just started boot with the master in it, or begin to. */
    abstract void make(DebianGuest guest);

    /** Writes a line of JSON, and lines of which each names a link. */
    abstract String script();

    abstract GuestPicture picture(JsonNode links, List<String> more);

    /** How many a whole master has. */
    abstract int idleEnds();

    /** What the guest has to say where the judge objects. */
    final String account(DebianGuest guest) {
        return guest.run(
                        "ip -br link; journalctl --no-pager -b -o short-monotonic -u netfailover -u systemd-udevd -n 40")
                .out();
    }

    /** @param said by {@link #script} */
    final GuestPicture parse(String said) {
        List<String> lines = said.lines().toList();
        try {
            return picture(
                    JSON.readTree(lines.isEmpty() ? "" : lines.get(0)),
                    lines.stream().skip(1).toList());
        } catch (JsonProcessingException e) {
            throw new LabException("ip said no JSON: " + said, e);
        }
    }

    private static List<String> masterAddresses(JsonNode links, String master) {
        List<String> own = new ArrayList<>();
        for (JsonNode link : links) {
            if (GuestPicture.name(link).equals(master)) {
                own.addAll(GuestPicture.addresses(link, "inet"));
            }
        }
        return own;
    }
}
