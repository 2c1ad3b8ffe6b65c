package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Replays every input that fuzzing ever found: {@code DecoderFuzzTestInputs/METHOD/}. With JAZZER_FUZZ=1 one of the methods looks for more;
 * {@code ./campaign fuzz} does that for all of them.
 */
class DecoderFuzzTest {
    @Test
    void everyDecoderIsFuzzed() {
        List<String> methods = Stream.of(DecoderFuzzTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                .map(Method::getName)
                .toList();
        assertThat(methods)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Decoder.values()).map(Decoder::method).toList());
    }

    @FuzzTest
    void link(byte[] input) {
        DecoderTrial.run(Decoder.LINK, input);
    }

    @FuzzTest
    void linkDetails(byte[] input) {
        DecoderTrial.run(Decoder.LINK_DETAILS, input);
    }

    @FuzzTest
    void neighbour(byte[] input) {
        DecoderTrial.run(Decoder.NEIGHBOUR, input);
    }

    @FuzzTest
    void address(byte[] input) {
        DecoderTrial.run(Decoder.ADDRESS, input);
    }

    @FuzzTest
    void route(byte[] input) {
        DecoderTrial.run(Decoder.ROUTE, input);
    }

    @FuzzTest
    void rule(byte[] input) {
        DecoderTrial.run(Decoder.RULE, input);
    }

    @FuzzTest
    void qdisc(byte[] input) {
        DecoderTrial.run(Decoder.QDISC, input);
    }

    @FuzzTest
    void filter(byte[] input) {
        DecoderTrial.run(Decoder.FILTER, input);
    }

    @FuzzTest
    void mirred(byte[] input) {
        DecoderTrial.run(Decoder.MIRRED, input);
    }

    @FuzzTest
    void bridgePort(byte[] input) {
        DecoderTrial.run(Decoder.BRIDGE_PORT, input);
    }

    @FuzzTest
    void bridgeVlans(byte[] input) {
        DecoderTrial.run(Decoder.BRIDGE_VLANS, input);
    }

    @FuzzTest
    void error(byte[] input) {
        DecoderTrial.run(Decoder.ERROR, input);
    }

    @FuzzTest
    void done(byte[] input) {
        DecoderTrial.run(Decoder.DONE, input);
    }

    @FuzzTest
    void ethtool(byte[] input) {
        DecoderTrial.run(Decoder.ETHTOOL, input);
    }

    @FuzzTest
    void datagram(byte[] input) {
        DecoderTrial.run(Decoder.DATAGRAM, input);
    }

    @FuzzTest
    void btf(byte[] input) {
        DecoderTrial.run(Decoder.BTF, input);
    }
}
