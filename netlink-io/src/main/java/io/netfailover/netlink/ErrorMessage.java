package io.netfailover.netlink;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * NLMSG_ERROR ({@code struct nlmsgerr}) and NLMSG_DONE of linux/netlink.h: a number and, with NETLINK_EXT_ACK, why.
 *
 * @param errno 0 for an acknowledgement
 * @param text NLMSGERR_ATTR_MSG; on an acknowledgement it is a warning
 * @param offendingAttributeOffset NLMSGERR_ATTR_OFFS, from the start of the request
 */
record ErrorMessage(int errno, String text, OptionalInt offendingAttributeOffset) {
    private static final int NLMSGERR_ATTR_MSG = 1;
    private static final int NLMSGERR_ATTR_OFFS = 2;

    /** {@code int error}. */
    private static final int ERROR_BYTES = 4;

    static ErrorMessage decodeError(ByteBuffer payload, int flags) {
        int repeated = MessageHeader.BYTES;
        if ((flags & MessageHeader.NLM_F_CAPPED) == 0 && payload.limit() >= ERROR_BYTES + MessageHeader.BYTES) {
            int requestLength = payload.getInt(ERROR_BYTES + MessageHeader.NLMSG_LEN);
            int room = payload.limit() - ERROR_BYTES;
            if (requestLength < MessageHeader.BYTES || requestLength > room) {
                throw NetlinkException.malformed("error repeats a request of " + requestLength + " bytes in " + room);
            }
            repeated = Math.min(MessageHeader.align(requestLength), room);
        }
        return decode(payload, flags, ERROR_BYTES + repeated);
    }

    /** Older kernels end a dump with an NLMSG_DONE that has no number: no error. */
    static ErrorMessage decodeDone(ByteBuffer payload, int flags) {
        return payload.limit() < ERROR_BYTES
                ? new ErrorMessage(0, "", OptionalInt.empty())
                : decode(payload, flags, ERROR_BYTES);
    }

    private static ErrorMessage decode(ByteBuffer payload, int flags, int fixedBytes) {
        AttributeReader attributes = AttributeReader.after(payload, fixedBytes);
        int error = payload.getInt(0);
        if (error > 0 || error == Integer.MIN_VALUE) {
            throw NetlinkException.malformed("error number " + error + " is not negative");
        }
        String text = "";
        OptionalInt offset = OptionalInt.empty();
        while ((flags & MessageHeader.NLM_F_ACK_TLVS) != 0 && attributes.next()) {
            switch (attributes.type()) {
                case NLMSGERR_ATTR_MSG -> text = attributes.string();
                case NLMSGERR_ATTR_OFFS -> offset = OptionalInt.of(attributes.u32());
                default -> {
                    // cookie, policy and missing attributes say nothing to users
                }
            }
        }
        return new ErrorMessage(-error, text, offset);
    }
}
