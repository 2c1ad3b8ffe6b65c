package io.netfailover.netlink;

import java.nio.ByteBuffer;

/**
 * Walks the messages of one datagram, which lies between position and limit of a buffer in native byte order. Nothing is copied: what
 * {@link #payload()} returns is a window, valid until the buffer is filled again.
 */
final class MessageReader {
    private final ByteBuffer datagram;
    private int start;
    private int end;
    private int next;

    MessageReader(ByteBuffer datagram) {
        this.datagram = datagram;
        this.next = datagram.position();
    }

    /**
     * Goes to the next message.
     *
     * @return false after the last one
     * @throws NetlinkException when the header lies, so that the rest of the datagram cannot be found; the walk has ended then
     */
    boolean next() {
        int remaining = datagram.limit() - next;
        if (remaining < MessageHeader.ALIGNMENT) {
            return false;
        }
        start = next;
        next = datagram.limit();
        if (remaining < MessageHeader.BYTES) {
            throw NetlinkException.malformed(remaining + " bytes are too few for a message header");
        }
        int length = datagram.getInt(start + MessageHeader.NLMSG_LEN);
        if (length < MessageHeader.BYTES || length > remaining) {
            throw NetlinkException.malformed("message of " + length + " bytes where " + remaining + " are left");
        }
        end = start + length;
        next = Math.min(start + MessageHeader.align(length), datagram.limit());
        return true;
    }

    int type() {
        return datagram.getShort(start + MessageHeader.NLMSG_TYPE) & 0xffff;
    }

    int flags() {
        return datagram.getShort(start + MessageHeader.NLMSG_FLAGS) & 0xffff;
    }

    int sequence() {
        return datagram.getInt(start + MessageHeader.NLMSG_SEQ);
    }

    int port() {
        return datagram.getInt(start + MessageHeader.NLMSG_PID);
    }

    /** What follows the header, from position 0 to the limit. */
    ByteBuffer payload() {
        return datagram.slice(start + MessageHeader.BYTES, end - start - MessageHeader.BYTES)
                .order(datagram.order());
    }
}
