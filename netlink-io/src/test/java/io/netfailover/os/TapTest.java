package io.netfailover.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.netlink.Link;
import io.netfailover.netlink.Namespace;
import io.netfailover.netlink.RouteSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against the kernel that runs this, in a namespace of its own; needs root. */
final class TapTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Namespace namespace = new Namespace();

    @AfterEach
    void removeNamespace() {
        namespace.close();
    }

    @Test
    void tapGoesWithItsHolder() {
        namespace.inside(() -> {
            try (RouteSocket route = RouteSocket.open()) {
                try (Tap tap = Tap.open("tap0")) {
                    assertThat(route.link("tap0")).isPresent();
                    assertThatThrownBy(() -> Tap.open("tap0"))
                            .isInstanceOf(OsException.class)
                            .hasMessageStartingWith("open TAP tap0: ");
                    tap.setPersistent(true);
                    tap.setPersistent(false);
                }
                assertThat(route.link("tap0")).isEmpty();
            }
        });
    }

    @Test
    void persistentTapStaysAndCanBeTakenAgain() {
        namespace.inside(() -> {
            try (RouteSocket route = RouteSocket.open()) {
                Tap.createPersistent("tap0");
                Tap.createPersistent("tap0");
                assertThat(route.link("tap0")).isPresent();
                try (Tap tap = Tap.open("tap0")) {
                    tap.setPersistent(false);
                }
                assertThat(route.link("tap0")).isEmpty();
            }
        });
    }

    @Test
    void carrierIsPluggedInAndOut() {
        namespace.inside(() -> {
            try (RouteSocket route = RouteSocket.open();
                    Tap tap = Tap.open("tap0")) {
                Link link = route.link("tap0").orElseThrow();
                route.setUp(link.ifIndex(), true);
                assertThat(route.link("tap0").orElseThrow().carrier()).isTrue();
                tap.setCarrier(false);
                assertThat(route.link("tap0").orElseThrow().carrier()).isFalse();
                tap.setCarrier(true);
                assertThat(route.link("tap0").orElseThrow().carrier()).isTrue();
            }
        });
    }

    @Test
    void framesCrossBothWays() {
        namespace.inside(() -> {
            try (RouteSocket route = RouteSocket.open();
                    Tap tap = Tap.open("tap0")) {
                Link link = route.link("tap0").orElseThrow();
                assertThatThrownBy(() -> tap.send(frame(1)))
                        .as("the link is down")
                        .isInstanceOf(OsException.class);
                route.disableIpv6AddressGeneration(link.ifIndex());
                route.setUp(link.ifIndex(), true);
                try (PacketSocket socket = PacketSocket.open(link.ifIndex(), 0x88b5)) {
                    tap.send(frame(2));
                    assertThat(socket.receive(PATIENCE))
                            .hasValueSatisfying(got -> assertThat(got).isEqualTo(frame(2)));
                    socket.send(frame(3));
                    assertThat(receive(tap)).isEqualTo(frame(3));
                }
            }
        });
    }

    @Test
    void nameThatNoLinkCanHaveIsRefused() {
        assertThatThrownBy(() -> Tap.open("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tap.open("x".repeat(16))).isInstanceOf(IllegalArgumentException.class);
    }

    /** Past what IPv6 sends by itself. */
    private static byte[] receive(Tap tap) {
        Optional<byte[]> frame = tap.receive(PATIENCE);
        while (frame.isPresent() && frame.get()[12] != (byte) 0x88) {
            frame = tap.receive(PATIENCE);
        }
        return frame.orElseThrow();
    }

    /** A broadcast of the first ethertype for experiments. */
    private static byte[] frame(int content) {
        byte[] frame = new byte[60];
        Arrays.fill(frame, 0, 6, (byte) 0xff);
        frame[6] = 2;
        frame[12] = (byte) 0x88;
        frame[13] = (byte) 0xb5;
        frame[14] = (byte) content;
        return frame;
    }
}
