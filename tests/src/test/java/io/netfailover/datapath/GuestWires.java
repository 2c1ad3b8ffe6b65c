package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.lab.Cable;
import io.netfailover.lab.Guest;
import io.netfailover.lab.Wait;
import io.netfailover.types.MacAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** The stations behind the NICs of a guest's master, which hear what it sends and send to it; {@code tests/guest/frames.c} is its end. */
final class GuestWires implements AutoCloseable {
    private static final MacAddress OUTSIDE = MacAddress.parse("02:00:00:00:00:01");
    private static final short EXPERIMENT = (short) 0x88b5;
    private static final int FRAME_BYTES = 60;
    private static final Duration SOON = Duration.ofMinutes(1);

    private final Guest guest;
    private final MacAddress mac;
    private final Map<String, Cable> cables = new LinkedHashMap<>();
    private int attempt;

    /**
     * What became of a frame that the master sent, and of one to it from each station.
     *
     * @param out the NICs by which it left
     * @param in the NICs whose frames the master heard
     * @param astray what other links of the guest heard
     */
    private record Passage(List<String> out, List<String> in, List<String> astray) {}

    GuestWires(Guest guest, MacAddress mac, String... nics) {
        this.guest = guest;
        this.mac = mac;
        for (String nic : nics) {
            cables.put(nic, guest.cable(nic));
        }
        guest.start("exec frames hear >>/tmp/heard");
    }

    /** Both ways, and by no other NIC. What is lost until a frame passes is another test's matter. */
    void assertThatFramesPassOnlyBy(String nic, String master) {
        AtomicReference<Passage> last = new AtomicReference<>(new Passage(List.of(), List.of(), List.of()));
        Wait.until(
                () -> {
                    Passage now = passage(master);
                    last.set(now);
                    return !now.out.isEmpty() && !now.in.isEmpty();
                },
                SOON);

        assertThat(last.get())
                .as(() -> guest.run("ip -d -s link; cat /proc/net/bonding/*").out())
                .isEqualTo(new Passage(List.of(nic), List.of(nic), List.of()));
    }

    private Passage passage(String master) {
        attempt++;
        String tag = attempt + ".";
        cables.values().forEach(Cable::take);
        cables.forEach((nic, cable) -> cable.send(frame(tag + nic)));
        // Frames are on their way through emulated cards.
        List<String> heard = guest.run("frames send " + master + " " + tag + "out; sleep 0.3; cat /sys/class/net/"
                        + master + "/ifindex; cat /tmp/heard; : >/tmp/heard")
                .orFail()
                .out()
                .lines()
                .toList();
        String index = heard.get(0);
        List<String> out = new ArrayList<>();
        List<String> in = new ArrayList<>();
        cables.forEach((nic, cable) -> {
            cable.take().stream().filter(frame -> holds(frame, tag + "out")).forEach(frame -> out.add(nic));
            heard.stream().filter((index + " " + tag + nic)::equals).forEach(line -> in.add(nic));
        });
        List<String> astray = heard.stream()
                .skip(1)
                .filter(line -> line.contains(" " + tag) && !line.startsWith(index + " "))
                .toList();
        return new Passage(out, in, astray);
    }

    private static boolean holds(byte[] frame, String tag) {
        return new String(frame, StandardCharsets.ISO_8859_1).contains(tag);
    }

    private byte[] frame(String tag) {
        return ByteBuffer.allocate(FRAME_BYTES)
                .put(mac.toBytes())
                .put(OUTSIDE.toBytes())
                .putShort(EXPERIMENT)
                .put(tag.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    @Override
    public void close() {
        cables.values().forEach(Cable::close);
    }
}
