package io.netfailover.hypervisor;

import io.netfailover.types.MacAddress;
import java.net.InetAddress;
import java.util.List;

/** What a guest says of one of its links ({@code guest-network-get-interfaces}). */
public record GuestInterface(String name, MacAddress mac, List<InetAddress> addresses) {
    public GuestInterface {
        addresses = List.copyOf(addresses);
    }
}
