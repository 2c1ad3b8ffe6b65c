package io.netfailover.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A kernel that says what the test wrote down: for each request one list of things to receive, in which the sequence number is filled in. */
final class ScriptedKernel implements Transport {
    static final int PORT = 4242;

    /** A datagram (a ByteBuffer) or a {@link Transport.Receipt}, made when the request is known. */
    @FunctionalInterface
    interface Answer {
        Object at(int sequence);
    }

    @FunctionalInterface
    interface Message {
        ByteBuffer at(int sequence);
    }

    private final Deque<List<Answer>> answers = new ArrayDeque<>();
    private final Deque<Object> pending = new ArrayDeque<>();
    private final List<Integer> requestTypes = new ArrayList<>();
    private ByteBuffer datagram = ByteBuffer.allocate(0);

    /** What the next request that has no answer yet will be answered with: datagrams, made for a sequence number, or receipts. */
    ScriptedKernel answering(Answer... receipts) {
        answers.add(List.of(receipts));
        return this;
    }

    static Answer receipt(Receipt receipt) {
        return sequence -> receipt;
    }

    /** One datagram out of messages. */
    static Answer datagram(Message... messages) {
        return sequence -> {
            ByteBuffer all = ByteBuffer.allocate(16_384).order(ByteOrder.nativeOrder());
            for (Message message : messages) {
                all.put(message.at(sequence).rewind());
            }
            return all.flip();
        };
    }

    static Message message(int type, int flags, int... payload) {
        return sequence -> raw(type, flags, sequence, PORT, payload);
    }

    static ByteBuffer raw(int type, int flags, int sequence, int port, int... payload) {
        ByteBuffer message =
                ByteBuffer.allocate(MessageHeader.BYTES + payload.length * 4).order(ByteOrder.nativeOrder());
        message.putInt(message.capacity()).putShort((short) type).putShort((short) flags);
        message.putInt(sequence).putInt(port);
        for (int word : payload) {
            message.putInt(word);
        }
        return message;
    }

    /** A link with a name of up to three characters. */
    static Message link(int flags, int index, String name) {
        int nameWord = 0;
        for (int i = 0; i < name.length(); i++) {
            nameWord |= name.charAt(i) << 8 * i;
        }
        return message(
                LinkAttribute.RTM_NEWLINK, flags, 0x10000, index, 0, 0, LinkAttribute.IFLA_IFNAME << 16 | 8, nameWord);
    }

    static Message error(int errno) {
        return message(MessageHeader.NLMSG_ERROR, MessageHeader.NLM_F_CAPPED, -errno, 0, 0, 0, 0);
    }

    static Message done() {
        return message(MessageHeader.NLMSG_DONE, MessageHeader.NLM_F_MULTI, 0);
    }

    List<Integer> requestTypes() {
        return requestTypes;
    }

    @Override
    public int port() {
        return PORT;
    }

    @Override
    public void send(ByteBuffer request) {
        requestTypes.add(request.getShort(MessageHeader.NLMSG_TYPE) & 0xffff);
        int sequence = request.getInt(MessageHeader.NLMSG_SEQ);
        List<Answer> script = answers.poll();
        if (script == null) {
            throw new AssertionError("nobody wrote an answer for request " + requestTypes.size());
        }
        script.forEach(answer -> pending.add(answer.at(sequence)));
    }

    @Override
    public Receipt receive(int timeoutMillis) {
        Object next = pending.poll();
        if (next instanceof ByteBuffer bytes) {
            datagram = bytes;
            return Receipt.DATAGRAM;
        }
        return next instanceof Receipt receipt ? receipt : Receipt.TIMEOUT;
    }

    @Override
    public ByteBuffer datagram() {
        return datagram;
    }

    @Override
    public void close() {}
}
