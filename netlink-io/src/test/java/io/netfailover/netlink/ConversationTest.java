package io.netfailover.netlink;

import static io.netfailover.netlink.MessageHeader.NLM_F_DUMP_INTR;
import static io.netfailover.netlink.ScriptedKernel.datagram;
import static io.netfailover.netlink.ScriptedKernel.done;
import static io.netfailover.netlink.ScriptedKernel.error;
import static io.netfailover.netlink.ScriptedKernel.link;
import static io.netfailover.netlink.ScriptedKernel.message;
import static io.netfailover.netlink.ScriptedKernel.raw;
import static io.netfailover.netlink.ScriptedKernel.receipt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.types.IfIndex;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ConversationTest {
    private static final int MULTI = MessageHeader.NLM_F_MULTI;
    private static final int ENODEV = 19;
    private static final int EBUSY = 16;

    private final ScriptedKernel kernel = new ScriptedKernel();
    private final Conversation conversation = new Conversation(kernel, Duration.ofSeconds(10));

    @Test
    void interruptedDumpIsRepeated() {
        kernel.answering(datagram(link(MULTI, 1, "a"), link(MULTI | NLM_F_DUMP_INTR, 2, "b"), done()))
                .answering(datagram(link(MULTI, 1, "a")), datagram(link(MULTI, 3, "c"), done()));
        assertThat(dump()).containsExactly("a", "c");
        assertThat(kernel.requestTypes()).hasSize(2);
    }

    @Test
    void dumpInterruptedAtItsEndIsRepeated() {
        kernel.answering(
                        datagram(link(MULTI, 1, "a")),
                        datagram(message(MessageHeader.NLMSG_DONE, MULTI | NLM_F_DUMP_INTR, 0)))
                .answering(datagram(done()));
        assertThat(dump()).isEmpty();
    }

    @Test
    void dumpThatIsAlwaysInterruptedFailsInTheEnd() {
        for (int i = 0; i < 32; i++) {
            kernel.answering(datagram(link(MULTI | NLM_F_DUMP_INTR, 1, "a"), done()));
        }
        assertThatThrownBy(this::dump)
                .hasMessage("list links: 32 dumps in a row were interrupted by changes (EINTR)")
                .isInstanceOf(NetlinkException.class);
    }

    @Test
    void overrunDumpIsReadToItsEndAndRepeated() {
        kernel.answering(
                        datagram(link(MULTI, 1, "a")),
                        receipt(Transport.Receipt.OVERRUN),
                        datagram(link(MULTI, 2, "b"), done()))
                .answering(datagram(link(MULTI, 1, "a"), link(MULTI, 2, "b"), done()));
        assertThat(dump()).containsExactly("a", "b");
    }

    @Test
    void malformedMessageFailsTheDumpOnlyAfterItsEnd() {
        kernel.answering(datagram(link(MULTI, 0, "bad"), link(MULTI, 1, "a")), datagram(done()))
                .answering(datagram(done()));
        assertThatThrownBy(this::dump)
                .hasMessageContaining("link with the index 0")
                .hasMessageContaining("EBADMSG");
        assertThat(dump()).as("nothing of the first dump is in the way").isEmpty();
    }

    @Test
    void refusedDumpSaysSo() {
        kernel.answering(datagram(error(EBUSY)));
        assertThatThrownBy(this::dump).hasMessage("list links: Device or resource busy (EBUSY)");
        kernel.answering(datagram(message(MessageHeader.NLMSG_DONE, MULTI, -ENODEV)));
        assertThatThrownBy(this::dump).hasMessage("list links: No such device (ENODEV)");
    }

    @Test
    void answersToOtherRequestsAndPortsAreSkipped() {
        kernel.answering(
                datagram(sequence ->
                        raw(MessageHeader.NLMSG_ERROR, 0x100, sequence - 1, ScriptedKernel.PORT, -5, 0, 0, 0, 0)),
                datagram(sequence -> raw(MessageHeader.NLMSG_ERROR, 0x100, sequence, 17, -5, 0, 0, 0, 0)),
                receipt(Transport.Receipt.WOKEN),
                datagram(message(MessageHeader.NLMSG_NOOP, 0), error(0)));
        setUp();
        assertThat(kernel.requestTypes()).containsExactly(LinkAttribute.RTM_NEWLINK);
    }

    @Test
    void silenceEndsAtTheDeadline() {
        kernel.answering(receipt(Transport.Receipt.TIMEOUT));
        assertThatThrownBy(this::setUp).hasMessage("set up: no answer from the kernel within 10000 ms (ETIMEDOUT)");
    }

    @Test
    void lostAcknowledgementLeavesTheOutcomeOpen() {
        kernel.answering(receipt(Transport.Receipt.OVERRUN));
        assertThatThrownBy(this::setUp).hasMessage("set up: No buffer space available (ENOBUFS)");
    }

    @Test
    void answerLongerThanTheBufferIsRefused() {
        kernel.answering(receipt(Transport.Receipt.TRUNCATED));
        assertThatThrownBy(this::setUp).hasMessageContaining("an answer was longer than the buffer");
    }

    private List<String> dump() {
        return conversation.dump(
                () -> "list links",
                LinkRequests::dump,
                LinkAttribute.RTM_NEWLINK,
                payload -> Optional.of(LinkMessage.decode(payload).name()));
    }

    private void setUp() {
        LinkRequests.flags(conversation.request(), new IfIndex(1), Link.IFF_UP, Link.IFF_UP);
        conversation.execute(() -> "set up");
    }
}
