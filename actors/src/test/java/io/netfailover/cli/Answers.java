package io.netfailover.cli;

/** Bodies as the daemon sends them. */
final class Answers {
    private Answers() {}

    static final String MASTER = """
            {"name":"ens10","state":"active","ifindex":5,"idle":{"name":"ens10x","ifindex":6},"up":true,"carrier":true,\
            "mac":"52:54:00:12:34:56","mtuBytes":1500,"path":"primary","steering":"bpf-probe","why":"the kernel has BTF",\
            "layout":"direct","rx":"open","policy":{"prefer":"auto","up-delay":"5s"},"slaves":[\
            {"role":"standby","name":"ens10nsby","ifindex":3,"up":true,"carrier":true,"present":true,"refusal":null},\
            {"role":"primary","name":"ens11","ifindex":4,"up":true,"carrier":false,"present":true,"refusal":null}],\
            "counters":{"transmittedOnPrimary":10,"transmittedOnStandby":2,"transmitDropped":0,\
            "receivedOnPrimary":12,"receivedOnStandby":1,"receiveDropped":3},"switches":2,\
            "lastSwitch":{"at":"2026-11-23T06:00:00.123Z","from":"primary","to":"standby","reason":"ens11 lost its carrier"},\
            "alarms":["the primary has no carrier"],\
            "settings":{"minMtuBytes":68,"maxMtuBytes":9000,"speedMbits":25000,"duplex":"full"},\
            "statistics":{"rxPackets":12,"rxBytes":3400,"txDropped":1}}""";

    static final String ALARM = """
            {"kind":"one-way","subject":"master ens10","text":"primary ens11 has no carrier",\
            "raisedAt":"2026-11-23T06:00:00.123456Z","acknowledgedBy":null}""";

    static final String NETDEV = """
            {"name":"ens11","ifindex":4,"key":"boot/1/4","kind":"veth","mac":"52:54:00:12:34:56","permanentMac":null,\
            "mtuBytes":1500,"up":true,"carrier":true,"operState":"up","master":null,"role":"primary","failoverMaster":"ens10",\
            "journalled":true,"alias":"","altNames":[]}""";

    static final String STATUS = """
            {"daemon":{"pid":4711,"version":"0.1.0","java":"17.0.15","home":"/run/netfailover","bootId":"boot","netnsCookie":1,\
            "startedAt":"2026-11-23T05:56:47Z","uptimeSeconds":192.5,"ready":true},\
            "netlink":{"synced":true,"links":4,"messages":10,"overruns":0,"resyncs":1,"malformed":0,"receiveBufferBytes":8388608,\
            "lastEventAt":null},"steering":{"switches":3,"reflexes":10,"lastReflexMicros":12.5},\
            "journal":{"events":12,"bytes":1234,"schema":1},"alarms":[%s],"masters":[%s],"netdevs":[%s]}""".formatted(ALARM, MASTER, NETDEV);
}
