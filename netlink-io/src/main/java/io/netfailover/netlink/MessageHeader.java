package io.netfailover.netlink;

/** {@code struct nlmsghdr} and NLM_F_* of linux/netlink.h. */
final class MessageHeader {
    static final int BYTES = 16;
    static final int ALIGNMENT = 4;

    /** Offsets of the C struct's members. */
    static final int NLMSG_LEN = 0;

    static final int NLMSG_TYPE = 4;
    static final int NLMSG_FLAGS = 6;
    static final int NLMSG_SEQ = 8;
    static final int NLMSG_PID = 12;

    static final int NLMSG_NOOP = 1;
    static final int NLMSG_ERROR = 2;
    static final int NLMSG_DONE = 3;
    static final int NLMSG_OVERRUN = 4;

    static final int NLM_F_REQUEST = 0x1;
    static final int NLM_F_MULTI = 0x2;
    static final int NLM_F_ACK = 0x4;
    static final int NLM_F_DUMP_INTR = 0x10;
    static final int NLM_F_DUMP = 0x300;
    static final int NLM_F_REPLACE = 0x100;
    static final int NLM_F_EXCL = 0x200;
    static final int NLM_F_CREATE = 0x400;
    static final int NLM_F_APPEND = 0x800;

    /** On NLMSG_ERROR: of the request only the header is repeated. */
    static final int NLM_F_CAPPED = 0x100;

    /** On NLMSG_ERROR and NLMSG_DONE: attributes follow. */
    static final int NLM_F_ACK_TLVS = 0x200;

    private MessageHeader() {}

    static int align(int length) {
        return length + ALIGNMENT - 1 & -ALIGNMENT;
    }
}
