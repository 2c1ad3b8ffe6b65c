package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, decoders of forwarding, routing and ethtool throw NetlinkException or nothing, and allocate little. */
final class HostileRoutingTest {
    private static final long SEED = 20_261_123;
    private static final int MUTANTS_PER_REPLY = 3_000;
    private static final int INVENTED = 30_000;
    private static final List<Integer> TYPES = List.of(
            AddressMessage.RTM_NEWADDR,
            RouteMessage.RTM_NEWROUTE,
            NeighbourMessage.RTM_NEWNEIGH,
            RuleMessage.RTM_NEWRULE,
            QdiscMessage.RTM_NEWQDISC,
            FilterMessage.RTM_NEWTFILTER,
            LinkAttribute.RTM_NEWLINK,
            EthtoolTest.FAMILY);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private int read;
    private int refused;

    @Test
    void mutatedRepliesNeverBreakADecoder() {
        ForwardingRepliesTest.replies().forEach(name -> {
            byte[] original = Captured.reply(name).array();
            for (int i = 0; i < MUTANTS_PER_REPLY; i++) {
                decodeMessages(mutate(original));
            }
        });
        assertThat(refused).as("refused").isGreaterThan(1_000);
        assertThat(read).as("read").isGreaterThan(10_000);
    }

    @Test
    void mutatedAnswersOfEthtoolNeverBreakADecoder() {
        for (String name : List.of("family", "features", "linkmodes", "linkstate", "channels")) {
            ByteBuffer reply = Captured.payloads("ethtool-" + name).get(0);
            byte[] original = new byte[reply.remaining()];
            reply.get(0, original);
            for (int i = 0; i < MUTANTS_PER_REPLY / 5; i++) {
                decode(EthtoolTest.FAMILY, ByteBuffer.wrap(mutate(original)).order(ByteOrder.nativeOrder()));
            }
        }
        assertThat(refused).as("refused").isGreaterThan(500);
        assertThat(read).as("read").isGreaterThan(1_000);
    }

    @Test
    void mutatedVlansNeverBreakADecoder() {
        for (ByteBuffer reply : Captured.payloads61("bridge-vlans-compressed")) {
            byte[] original = new byte[reply.remaining()];
            reply.get(0, original);
            for (int i = 0; i < MUTANTS_PER_REPLY; i++) {
                decode(
                        LinkAttribute.RTM_NEWLINK,
                        ByteBuffer.wrap(mutate(original)).order(ByteOrder.nativeOrder()));
            }
        }
        assertThat(refused).as("refused").isGreaterThan(500);
        assertThat(read).as("read").isGreaterThan(1_000);
    }

    @Test
    void everyTruncationIsReadOrRefused() {
        ForwardingRepliesTest.replies().forEach(name -> {
            ByteBuffer whole = Captured.reply(name);
            for (int length = 0; length < whole.capacity(); length++) {
                byte[] cut = new byte[length];
                whole.get(0, cut);
                decodeMessages(cut);
            }
        });
        assertThat(read).isGreaterThan(1_000);
    }

    @Test
    void inventedAttributesNeverBreakADecoder() {
        for (int i = 0; i < INVENTED; i++) {
            int type = TYPES.get(random.nextInt(TYPES.size()));
            byte[] payload = invent(type);
            decode(type, ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder()));
        }
        assertThat(refused).as("refused").isGreaterThan(1_000);
        assertThat(read).as("read").isGreaterThan(1_000);
    }

    @Test
    void memoryIsAFewTimesTheInputAtMost() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int[] hops = {
            RouteMessage.RTM_NEWROUTE, NeighbourMessage.RTM_NEWNEIGH, RuleMessage.RTM_NEWRULE, EthtoolTest.FAMILY
        };
        for (int type : hops) {
            ByteBuffer payload = ByteBuffer.wrap(largest(type)).order(ByteOrder.nativeOrder());
            decode(type, payload); // classes are loaded
            long before = threads.getCurrentThreadAllocatedBytes();
            decode(type, payload);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            // the smallest next hop has 8 bytes and becomes a record in a list
            assertThat(allocated).as("type " + type).isLessThan(20L * payload.capacity() + 20_000);
        }
    }

    /** 60 kB of the smallest things that a message of that type can hold many of. */
    private static byte[] largest(int type) {
        ByteBuffer payload = ByteBuffer.allocate(60_000).order(ByteOrder.nativeOrder());
        payload.put((byte) 2).position(fixedBytes(type));
        if (type == RouteMessage.RTM_NEWROUTE) {
            payload.putShort((short) payload.remaining()).putShort((short) RouteMessage.RTA_MULTIPATH);
            while (payload.remaining() >= 8) {
                payload.putShort((short) 8).putShort((short) 0).putInt(7);
            }
        } else {
            payload.putInt(4, 7);
            while (payload.remaining() >= 8) {
                payload.putShort((short) 8).putShort((short) 27).putInt(1);
            }
        }
        return payload.array();
    }

    private byte[] invent(int type) {
        ByteBuffer payload = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());
        byte[] fixed = new byte[fixedBytes(type)];
        if (random.nextInt(10) == 0) {
            random.nextBytes(fixed);
        } else {
            int[] families = {0, 2, 7, 10};
            fixed[0] = (byte) families[random.nextInt(families.length)];
            for (int i = 1; i < fixed.length; i++) {
                fixed[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(40) : 0);
            }
            if (fixed.length > 7) {
                fixed[7] = type == RouteMessage.RTM_NEWROUTE ? 1 : fixed[7];
            }
        }
        payload.put(fixed);
        inventAttributes(payload, 0);
        byte[] result = new byte[payload.position()];
        payload.get(0, result);
        return result;
    }

    private void inventAttributes(ByteBuffer payload, int depth) {
        int count = random.nextInt(6);
        for (int i = 0; i < count && payload.remaining() > 600; i++) {
            int start = payload.position();
            payload.putShort((short) 0).putShort((short) random.nextInt(40));
            if (depth < 5 && random.nextInt(3) == 0) {
                inventAttributes(payload, depth + 1);
            } else {
                int[] lengths = {0, 1, 2, 3, 4, 4, 6, 8, 16, 16, 18, 20, 28, 36, 40};
                byte[] value = new byte[lengths[random.nextInt(lengths.length)]];
                if (random.nextInt(2) == 0) {
                    random.nextBytes(value);
                } else if (value.length > 0) {
                    String[] words = {"mirred", "u32", "matchall", "bpf", "\u0008\0\0\0\u0007", "\u0004"};
                    byte[] word =
                            words[random.nextInt(words.length)].getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                    System.arraycopy(word, 0, value, 0, Math.min(word.length, value.length));
                }
                payload.put(value);
            }
            int length = payload.position() - start + (random.nextInt(60) == 0 ? random.nextInt(-3, 9) : 0);
            payload.putShort(start, (short) length);
            while (payload.position() % 4 != 0) {
                payload.put((byte) 0);
            }
        }
    }

    private static int fixedBytes(int type) {
        return switch (type) {
            case AddressMessage.RTM_NEWADDR -> 8;
            case QdiscMessage.RTM_NEWQDISC, FilterMessage.RTM_NEWTFILTER -> 20;
            case LinkAttribute.RTM_NEWLINK -> 16;
            case EthtoolTest.FAMILY -> 4;
            default -> 12;
        };
    }

    private void decodeMessages(byte[] bytes) {
        ByteBuffer datagram = ByteBuffer.allocateDirect(bytes.length + 64).order(ByteOrder.nativeOrder());
        datagram.put(bytes).flip();
        MessageReader reader = new MessageReader(datagram);
        boolean more = true;
        while (more) {
            try {
                more = reader.next();
            } catch (NetlinkException e) {
                assertThat(e.errnoName()).isEqualTo("EBADMSG");
                refused++;
                continue;
            }
            if (more) {
                decode(reader.type(), reader.payload());
            }
        }
    }

    private void decode(int type, ByteBuffer payload) {
        List<Runnable> decoders = new ArrayList<>();
        decoders.add(() -> RouteEvent.read(type, payload)
                .ifPresent(event -> event.accept(new RouteListener() {
                    @Override
                    public void pictureLost(String reason) {}
                })));
        if (type == FilterMessage.RTM_NEWTFILTER) {
            decoders.add(() -> MirredMessage.decode(payload));
        } else if (type == LinkAttribute.RTM_NEWLINK) {
            decoders.add(() -> BridgeMessage.decodePort(payload));
            decoders.add(() -> BridgeMessage.decodeVlans(payload));
        } else if (type == EthtoolTest.FAMILY) {
            decoders.add(() -> EthtoolMessage.decodeFeatures(payload));
            decoders.add(() -> EthtoolMessage.decodeLinkModes(payload));
            decoders.add(() -> EthtoolMessage.decodeChannels(payload));
            decoders.add(() -> EthtoolMessage.decodeLinkState(payload));
            decoders.add(() -> EthtoolMessage.decodeFamily(payload));
        }
        for (Runnable decoder : decoders) {
            try {
                decoder.run();
                read++;
            } catch (NetlinkException e) {
                assertThat(e.errnoName()).isEqualTo("EBADMSG");
                refused++;
            }
        }
    }

    /** One to four changes: a bit, a byte, a length field made extreme, or an end cut off. */
    private byte[] mutate(byte[] original) {
        byte[] mutant = original.clone();
        int changes = random.nextInt(1, 5);
        for (int i = 0; i < changes && mutant.length > 0; i++) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(6)) {
                case 0, 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
                case 2, 3 -> mutant[at] = (byte) random.nextInt();
                case 4 -> {
                    byte[] extremes = {0, 1, 3, 4, 5, 0x7f, (byte) 0x80, (byte) 0xff};
                    mutant[at & -4] = extremes[random.nextInt(extremes.length)];
                }
                default -> mutant = random.nextInt(4) == 0 ? java.util.Arrays.copyOf(mutant, at) : mutant;
            }
        }
        return mutant;
    }
}
