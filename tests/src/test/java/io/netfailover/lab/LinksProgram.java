package io.netfailover.lab;

import io.netfailover.netlink.Link;
import io.netfailover.netlink.RouteSocket;
import java.util.List;

/** Run in a guest: prints what our own sockets read there. */
public final class LinksProgram {
    private LinksProgram() {}

    public static void main(String[] arguments) {
        System.out.println("asked for " + List.of(arguments));
        try (RouteSocket socket = RouteSocket.open()) {
            for (Link link : socket.dumpLinks()) {
                System.out.println(link.name() + " "
                        + link.address().map(Object::toString).orElse("-") + " " + link.physPortName());
            }
        }
    }
}
