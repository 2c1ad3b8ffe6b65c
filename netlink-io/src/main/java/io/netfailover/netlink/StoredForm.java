package io.netfailover.netlink;

import static io.netfailover.netlink.MessageHeader.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What rtnetlink says of an address, a route, a neighbour or a queueing discipline, as bytes that can be kept: the payload of the request that
 * adds it, in the byte order of the machine. The kernel understands it for ever.
 */
public final class StoredForm {
    private StoredForm() {}

    public static RawBytes of(InterfaceAddress address) {
        return payload(request -> AddressMessage.add(request, address, NLM_F_CREATE));
    }

    public static RawBytes of(Route route) {
        return payload(request -> RouteRequests.add(request, route, NLM_F_CREATE));
    }

    public static RawBytes of(Neighbour neighbour) {
        return payload(request -> NeighbourRequests.change(request, neighbour, NLM_F_CREATE));
    }

    public static RawBytes of(Qdisc qdisc) {
        return payload(request -> QdiscMessage.replace(request, qdisc));
    }

    /** @throws NetlinkException EBADMSG when it is no address; so do the others for theirs */
    public static InterfaceAddress address(RawBytes stored) {
        return present(AddressMessage.decode(buffer(stored)));
    }

    public static Route route(RawBytes stored) {
        return present(RouteMessage.decode(buffer(stored)));
    }

    public static Neighbour neighbour(RawBytes stored) {
        return present(NeighbourMessage.decode(buffer(stored)).neighbour());
    }

    public static Qdisc qdisc(RawBytes stored) {
        return present(QdiscMessage.decode(buffer(stored)));
    }

    private static RawBytes payload(Consumer<RequestWriter> content) {
        RequestWriter request = new RequestWriter();
        content.accept(request);
        ByteBuffer message = request.finish(0, 0);
        byte[] payload = new byte[message.remaining() - MessageHeader.BYTES];
        message.get(MessageHeader.BYTES, payload);
        return RawBytes.of(payload);
    }

    private static ByteBuffer buffer(RawBytes stored) {
        return ByteBuffer.wrap(stored.toArray()).order(ByteOrder.nativeOrder());
    }

    private static <T> T present(Optional<T> decoded) {
        return decoded.orElseThrow(() -> NetlinkException.malformed("stored bytes of something else"));
    }
}
