package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** RTM_GETADDR and RTM_NEWADDR: {@code struct ifaddrmsg} and IFA_* of linux/if_addr.h. */
final class AddressMessage {
    static final int RTM_NEWADDR = 20;
    static final int RTM_GETADDR = 22;

    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_FLAGS = 8;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    /** Family, prefix length, flags and scope in a byte each, then the index. */
    private static final int IFADDRMSG_BYTES = 8;

    private AddressMessage() {}

    /** Of every link and family. */
    static RequestWriter dump(RequestWriter request) {
        return request.begin(RTM_GETADDR, MessageHeader.NLM_F_DUMP).fixed(0).fixed(0);
    }

    /** Empty for families that are not IP. */
    static Optional<InterfaceAddress> decode(ByteBuffer payload) {
        AttributeReader attributes = AttributeReader.after(payload, IFADDRMSG_BYTES);
        int family = payload.get(0) & 0xff;
        if (family != AF_INET && family != AF_INET6) {
            return Optional.empty();
        }
        int index = payload.getInt(4);
        if (index <= 0) {
            throw NetlinkException.malformed("address of a link with the index " + index);
        }
        int flags = payload.get(2) & 0xff;
        Optional<InetAddress> local = Optional.empty();
        Optional<InetAddress> address = Optional.empty();
        while (attributes.next()) {
            switch (attributes.type()) {
                case IFA_ADDRESS -> address = Optional.of(attributes.inetAddress());
                case IFA_LOCAL -> local = Optional.of(attributes.inetAddress());
                // all 32 bits of them; the fixed part has room for 8
                case IFA_FLAGS -> flags = attributes.u32();
                default -> {
                    // lifetimes, labels and what newer kernels say
                }
            }
        }
        InetAddress own = (local.isPresent() ? local : address)
                .orElseThrow(() -> NetlinkException.malformed("link " + index + " has an address message without one"));
        int prefixLength = payload.get(1) & 0xff;
        int scope = payload.get(3) & 0xff;
        return Optional.of(new InterfaceAddress(new IfIndex(index), own, prefixLength, scope, flags));
    }
}
