package io.netfailover.lab;

/** IPv4 addresses inside every lab; namespaces keep them from one another and from the machine's own. */
public final class LabAddresses {
    public static final String GUEST = "10.77.0.1";
    public static final String PEER = "10.77.0.2";
    public static final int PREFIX = 24;

    private LabAddresses() {}
}
