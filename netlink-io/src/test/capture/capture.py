#!/usr/bin/env python3
"""Captures what iproute2 asks of the kernel and what the kernel answers, as annotated hexadecimal golden files.

    sudo python3 netlink-io/src/test/capture/capture.py netlink-io/src/test/resources/io/netfailover/netlink

It works in network and mount namespaces of its own, which end with it, and only reads the links of the caller's. Needs root, iproute2
and strace. Sequence numbers and ports differ from run to run, and so do counters; tests do not look at them. requests/*.hex hold one
message each, replies/*.hex what one recv(2) gave.
"""
import ctypes
import os
import re
import shlex
import socket
import struct
import subprocess
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNS, CLONE_NEWNET = 0x20000, 0x40000000
NEWLINK, DELLINK, GETLINK = 16, 17, 18
NEWADDR, GETADDR = 20, 22
NEWQDISC, DELQDISC, GETQDISC = 36, 37, 38
NEWTFILTER, DELTFILTER, GETTFILTER = 44, 45, 46
NEWLINKPROP, DELLINKPROP = 108, 109
NEWROUTE, DELROUTE, GETROUTE = 24, 25, 26
NEWNEIGH, DELNEIGH, GETNEIGH = 28, 29, 30
NEWRULE, DELRULE, GETRULE = 32, 33, 34
SETLINK, DELADDR = 19, 21
REQUEST, ACK, DUMP = 1, 4, 0x300
FIXED_BYTES = {16: 16, 17: 16, 18: 16, 19: 16, 108: 16, 109: 16, 20: 8, 21: 8, 22: 8, 36: 20, 37: 20, 38: 20, 44: 20, 45: 20, 46: 20,
               24: 12, 25: 12, 26: 12, 28: 12, 29: 12, 30: 12, 32: 12, 33: 12, 34: 12}
NAMES = {
    "link": {1: "IFLA_ADDRESS", 2: "IFLA_BROADCAST", 3: "IFLA_IFNAME", 4: "IFLA_MTU", 5: "IFLA_LINK", 6: "IFLA_QDISC", 7: "IFLA_STATS",
             10: "IFLA_MASTER", 13: "IFLA_TXQLEN", 14: "IFLA_MAP", 16: "IFLA_OPERSTATE", 17: "IFLA_LINKMODE", 18: "IFLA_LINKINFO",
             20: "IFLA_IFALIAS", 19: "IFLA_NET_NS_PID", 21: "IFLA_NUM_VF", 22: "IFLA_VFINFO_LIST", 28: "IFLA_NET_NS_FD", 23: "IFLA_STATS64", 26: "IFLA_AF_SPEC", 27: "IFLA_GROUP", 29: "IFLA_EXT_MASK", 30: "IFLA_PROMISCUITY",
             31: "IFLA_NUM_TX_QUEUES", 32: "IFLA_NUM_RX_QUEUES", 33: "IFLA_CARRIER", 35: "IFLA_CARRIER_CHANGES",
             36: "IFLA_PHYS_SWITCH_ID", 37: "IFLA_LINK_NETNSID", 38: "IFLA_PHYS_PORT_NAME", 39: "IFLA_PROTO_DOWN",
             40: "IFLA_GSO_MAX_SEGS", 41: "IFLA_GSO_MAX_SIZE", 43: "IFLA_XDP", 44: "IFLA_EVENT", 47: "IFLA_CARRIER_UP_COUNT",
             48: "IFLA_CARRIER_DOWN_COUNT", 50: "IFLA_MIN_MTU", 51: "IFLA_MAX_MTU", 52: "IFLA_PROP_LIST", 54: "IFLA_PERM_ADDRESS",
             56: "IFLA_PARENT_DEV_NAME", 57: "IFLA_PARENT_DEV_BUS_NAME", 58: "IFLA_GRO_MAX_SIZE", 59: "IFLA_TSO_MAX_SIZE",
             60: "IFLA_TSO_MAX_SEGS", 61: "IFLA_ALLMULTI", 62: "IFLA_DEVLINK_PORT", 63: "IFLA_GSO_IPV4_MAX_SIZE",
             64: "IFLA_GRO_IPV4_MAX_SIZE", 65: "IFLA_DPLL_PIN", 66: "IFLA_MAX_PACING_OFFLOAD_HORIZON", 67: "IFLA_NETNS_IMMUTABLE",
             68: "IFLA_HEADROOM", 69: "IFLA_TAILROOM"},
    "address": {1: "IFA_ADDRESS", 2: "IFA_LOCAL", 3: "IFA_LABEL", 4: "IFA_BROADCAST", 6: "IFA_CACHEINFO", 8: "IFA_FLAGS"},
    "tc": {1: "TCA_KIND", 2: "TCA_OPTIONS", 3: "TCA_STATS", 7: "TCA_STATS2", 11: "TCA_CHAIN", 12: "TCA_HW_OFFLOAD"},
    "route": {1: "RTA_DST", 2: "RTA_SRC", 3: "RTA_IIF", 4: "RTA_OIF", 5: "RTA_GATEWAY", 6: "RTA_PRIORITY", 7: "RTA_PREFSRC", 8: "RTA_METRICS",
              9: "RTA_MULTIPATH", 12: "RTA_CACHEINFO", 15: "RTA_TABLE", 16: "RTA_MARK", 18: "RTA_VIA", 20: "RTA_PREF", 30: "RTA_NH_ID"},
    "neighbour": {1: "NDA_DST", 2: "NDA_LLADDR", 3: "NDA_CACHEINFO", 4: "NDA_PROBES", 5: "NDA_VLAN", 6: "NDA_PORT", 7: "NDA_VNI",
                  8: "NDA_IFINDEX", 9: "NDA_MASTER", 10: "NDA_LINK_NETNSID", 11: "NDA_SRC_VNI", 12: "NDA_PROTOCOL", 13: "NDA_NH_ID",
                  14: "NDA_FDB_EXT_ATTRS", 15: "NDA_FLAGS_EXT"},
    "rule": {1: "FRA_DST", 2: "FRA_SRC", 3: "FRA_IIFNAME", 4: "FRA_GOTO", 6: "FRA_PRIORITY", 10: "FRA_FWMARK", 13: "FRA_SUPPRESS_IFGROUP",
             14: "FRA_SUPPRESS_PREFIXLEN", 15: "FRA_TABLE", 16: "FRA_FWMASK", 17: "FRA_OIFNAME", 21: "FRA_PROTOCOL"},
    "bridge-port": {1: "IFLA_ADDRESS", 3: "IFLA_IFNAME", 4: "IFLA_MTU", 5: "IFLA_LINK", 10: "IFLA_MASTER", 12: "IFLA_PROTINFO", 16: "IFLA_OPERSTATE",
                    26: "IFLA_AF_SPEC", 29: "IFLA_EXT_MASK"},
    "error": {1: "NLMSGERR_ATTR_MSG", 2: "NLMSGERR_ATTR_OFFS", 4: "NLMSGERR_ATTR_POLICY"},
}
STRUCTS = {"link": "ifinfomsg", "address": "ifaddrmsg", "tc": "tcmsg", "route": "rtmsg", "neighbour": "ndmsg", "rule": "fib_rule_hdr"}


def group_of(kind):
    for group, kinds in (("link", (16, 17, 18, 19, 108, 109)), ("address", (20, 21, 22)), ("route", (24, 25, 26)),
                         ("neighbour", (28, 29, 30)), ("rule", (32, 33, 34))):
        if kind in kinds:
            return group
    return "tc"


def run(command):
    subprocess.run(shlex.split(command), check=True)


# ---- annotation -----------------------------------------------------------------------------------------------------

def line(data, comment):
    return f"{data.hex(' ')}  # {comment}\n"


def attributes(data, names):
    text = ""
    while len(data) >= 4:
        length, kind = struct.unpack_from("=HH", data)
        padded = (length + 3) & ~3
        text += line(data[:padded], names.get(kind & 0x3FFF, f"attribute {kind & 0x3FFF}"))
        data = data[padded:]
    return text


def annotate(datagram):
    text = ""
    while len(datagram) >= 16:
        length, kind, flags = struct.unpack_from("=IHH", datagram)
        text += line(datagram[:16], f"nlmsghdr: length {length}, type {kind}, flags 0x{flags:x}, sequence, port")
        body = datagram[16:length]
        if kind == 2:
            text += line(body[:20], f"nlmsgerr: error {struct.unpack_from('=i', body)[0]}, header of the request")
            text += attributes(body[20:], NAMES["error"])
        elif kind == 3:
            text += line(body, "error of the dump")
        else:
            fixed = FIXED_BYTES[kind]
            text += line(body[:fixed], STRUCTS[group_of(kind)])
            bridge = group_of(kind) == "link" and body[0] == 7
            text += attributes(body[fixed:], NAMES["bridge-port" if bridge else group_of(kind)])
        datagram = datagram[(length + 3) & ~3:]
    return text


def save(name, origin, datagram):
    with open(os.path.join(OUT, name + ".hex"), "w", encoding="ascii") as file:
        file.write(f"# {origin}\n# {IPROUTE2}, Linux {os.uname().release}, {sys.byteorder}-endian\n{annotate(datagram)}")


# ---- requests: iproute2 under strace --------------------------------------------------------------------------------

def sent_by(command, check=True):
    """Every message that the command sends, of which strace shows the bytes behind the call."""
    trace = subprocess.run(["strace", "-f", "-e", "trace=sendmsg,sendto", "-e", "write=3,4,5,6,7", "-o", "/dev/stdout"] + shlex.split(command),
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=check, text=True).stdout
    messages = []
    for row in trace.splitlines():
        if re.match(r"^(\d+ +)?send(msg|to)\(", row):
            messages.append(b"")
        dump = re.match(r"^ \| [0-9a-f]+  ((?:[0-9a-f]{2} +)+)", row)
        if dump and messages:
            messages[-1] += bytes.fromhex(dump.group(1))
    return messages


def request(name, command, kind, check=True):
    """Saves the last message of that type: before it iproute2 looks links up and probes what the kernel can."""
    matching = [m for m in sent_by(command, check) if len(m) >= 16 and struct.unpack_from("=H", m, 4)[0] == kind]
    last = matching[-1]
    save("requests/" + name, command, last[:struct.unpack_from("=I", last)[0]])  # some are sent with room behind them


# ---- replies: a socket of our own -----------------------------------------------------------------------------------

def open_socket(groups=0):
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    sock.setsockopt(270, 11, 1)  # NETLINK_EXT_ACK
    sock.setsockopt(270, 10, 1)  # NETLINK_CAP_ACK
    sock.setsockopt(270, 12, 1)  # NETLINK_GET_STRICT_CHK
    sock.bind((0, groups))
    sock.settimeout(2)
    return sock


def attribute(kind, value):
    return struct.pack("=HH", 4 + len(value), kind) + value + b"\0" * (-len(value) % 4)


def ask(sock, kind, flags, body):
    sock.send(struct.pack("=IHHII", 16 + len(body), kind, REQUEST | flags, 1, 0) + body)
    return sock.recv(1 << 17)


def ifinfomsg(index):
    return struct.pack("=BxHiII", 0, 0, index, 0, 0)


def get_link(sock, name):
    return ask(sock, GETLINK, 0, ifinfomsg(socket.if_nametoindex(name)) + attribute(29, struct.pack("=I", 8)))


def pin_program(path):
    """BPF_PROG_LOAD of "r0 = TC_ACT_UNSPEC; exit", then BPF_OBJ_PIN; an eBPF filter needs a program."""
    code = ctypes.create_string_buffer(struct.pack("=BBhi", 0xB7, 0, 0, -1) + struct.pack("=BBhi", 0x95, 0, 0, 0))
    licence = ctypes.create_string_buffer(b"Apache-2.0")
    attr = struct.pack("=IIQQIIQII16s", 3, 2, ctypes.addressof(code), ctypes.addressof(licence), 0, 0, 0, 0, 0, b"capture").ljust(128, b"\0")
    program = LIBC.syscall(321, 5, attr, 128)
    if program < 0:
        raise OSError(ctypes.get_errno(), "BPF_PROG_LOAD")
    name = ctypes.create_string_buffer(path.encode())
    if LIBC.syscall(321, 6, struct.pack("=QII", ctypes.addressof(name), program, 0).ljust(128, b"\0"), 128) < 0:
        raise OSError(ctypes.get_errno(), "BPF_OBJ_PIN")


def physical_links():
    """Of the caller's namespace, read only: what a namespace of our own cannot have."""
    with open_socket() as sock:
        for name in sorted(os.listdir("/sys/class/net")):
            if os.path.exists(f"/sys/class/net/{name}/device"):
                save("replies/link-" + os.path.basename(os.readlink(f"/sys/class/net/{name}/device/driver")),
                     f"RTM_GETLINK of {name}, a physical link", get_link(sock, name))


def requests():
    request("veth-create", "ip link add v0 address 02:00:00:00:00:01 mtu 1400 type veth peer name v1 mtu 1400", NEWLINK)
    request("veth-create-peer-without-arp", "ip link add v2 mtu 1500 type veth peer name v3 mtu 1500 arp off", NEWLINK)
    request("link-up", "ip link set dev v0 up", NEWLINK)
    request("link-down", "ip link set dev v0 down", NEWLINK)
    request("link-arp-off", "ip link set dev v0 arp off", NEWLINK)
    request("link-mtu", "ip link set dev v0 mtu 1300", NEWLINK)
    request("link-alias", "ip link set dev v0 alias netfailover:standby", NEWLINK)
    request("link-alias-removed", "ip link set dev v0 alias ''", NEWLINK)
    request("link-address", "ip link set dev v0 address 02:00:00:00:00:02", NEWLINK)
    request("link-addrgenmode-none", "ip link set dev v0 addrgenmode none", NEWLINK)
    request("altname-add", "ip link property add dev v0 altname a-long-alternative-name", NEWLINKPROP)
    request("altname-delete", "ip link property del dev v0 altname a-long-alternative-name", DELLINKPROP)
    request("link-rename", "ip link set dev v0 name ens10nsby", NEWLINK)
    request("link-get", "ip link set dev ens10nsby up", GETLINK)
    request("link-dump", "ip link", GETLINK)
    request("address-dump", "ip address", GETADDR)
    request("clsact-add", "tc qdisc add dev v1 clsact", NEWQDISC)
    request("filter-attach", "tc filter replace dev v1 ingress protocol all prio 1 handle 2 bpf direct-action pinned /sys/fs/bpf/capture", NEWTFILTER)
    request("filter-dump", "tc filter show dev v1 ingress", GETTFILTER)
    request("filter-detach", "tc filter del dev v1 ingress protocol all prio 1 handle 2 bpf", DELTFILTER)
    request("clsact-delete", "tc qdisc del dev v1 clsact", DELQDISC)
    request("link-delete", "ip link del dev ens10nsby", DELLINK)


def forwarding_requests():
    for command in (
        "ip link add index 20 br0 type bridge",
        "ip link add index 21 p0 address 02:00:00:00:00:21 type veth peer name q0 index 22 address 02:00:00:00:00:22",
        "ip link set p0 master br0",
        "ip link add index 23 vx0 type vxlan id 5 dstport 4789",
        "ip link set br0 up", "ip link set p0 up", "ip link set q0 up", "ip link set vx0 up", "ip link set lo up",
        "ip address add 10.1.2.250/24 dev q0",
        "ip -6 address add fd00::250/64 dev q0 nodad",
    ):
        run(command)
    mac = "02:00:00:00:0a:01"
    for name, command, kind in (
        ("fdb-add-self-permanent", f"bridge fdb add {mac} dev q0 self permanent", NEWNEIGH),
        ("fdb-add-static-sticky", f"bridge fdb add {mac} dev p0 master static sticky", NEWNEIGH),
        ("fdb-replace-static", f"bridge fdb replace {mac} dev p0 master static", NEWNEIGH),
        ("fdb-replace-dynamic", f"bridge fdb replace {mac} dev p0 master dynamic", NEWNEIGH),
        ("fdb-replace-extern-learn", f"bridge fdb replace {mac} dev p0 master static extern_learn", NEWNEIGH),
        ("fdb-replace-permanent", f"bridge fdb replace {mac} dev p0 master permanent", NEWNEIGH),
        ("fdb-get", f"bridge fdb get {mac} br br0", GETNEIGH),
        ("fdb-append-vxlan", "bridge fdb append 00:00:00:00:00:00 dev vx0 self permanent dst 10.1.2.9 port 4790 vni 7 via q0", NEWNEIGH),
        ("fdb-show", "bridge fdb show", GETNEIGH),
        ("fdb-show-bridge", "bridge fdb show br br0", GETNEIGH),
        ("fdb-show-port", "bridge fdb show dev p0", GETNEIGH),
        ("fdb-delete-master", f"bridge fdb del {mac} dev p0 master", DELNEIGH),
        ("fdb-delete-self", f"bridge fdb del {mac} dev q0 self", DELNEIGH),
        ("fdb-delete-vxlan", "bridge fdb del 00:00:00:00:00:00 dev vx0 self dst 10.1.2.9 port 4790 vni 7 via q0", DELNEIGH),
        ("bridge-link-flood-off", "bridge link set dev p0 flood off", SETLINK),
        ("bridge-link-learning-off", "bridge link set dev p0 learning off", SETLINK),
        ("bridge-link-isolated", "bridge link set dev p0 isolated on", SETLINK),
        ("bridge-link-neigh-suppress", "bridge link set dev p0 neigh_suppress on", SETLINK),
        ("bridge-link-all", "bridge link set dev p0 guard on hairpin on fastleave on learning on learning_sync on flood on mcast_flood on bcast_flood on isolated off"
                            " locked off mcast_to_unicast on neigh_suppress off vlan_tunnel off cost 7 priority 9 state 3", SETLINK),
        ("bridge-link-show", "bridge link show", GETLINK),
        ("neighbour-add", "ip neigh add 10.1.2.3 lladdr 02:00:00:00:00:33 dev q0", NEWNEIGH),
        ("neighbour-replace-reachable", "ip neigh replace 10.1.2.3 lladdr 02:00:00:00:00:34 dev q0 nud reachable", NEWNEIGH),
        ("neighbour-add-inet6", "ip neigh add fd00::3 lladdr 02:00:00:00:00:33 dev q0 router nud stale", NEWNEIGH),
        ("neighbour-add-extern-learn", "ip neigh add 10.1.2.4 lladdr 02:00:00:00:00:33 dev q0 extern_learn nud noarp", NEWNEIGH),
        ("neighbour-change", "ip neigh change 10.1.2.4 lladdr 02:00:00:00:00:35 dev q0 nud permanent", NEWNEIGH),
        ("neighbour-dump", "ip neigh show", GETNEIGH),
        ("neighbour-dump-link", "ip neigh show dev q0", GETNEIGH),
        ("neighbour-delete", "ip neigh del 10.1.2.3 dev q0", DELNEIGH),
        ("address-add", "ip address add 10.1.2.3/24 dev q0", NEWADDR),
        ("address-add-broadcast-label", "ip address add 10.1.3.3/24 broadcast 10.1.3.255 scope link label q0:1 dev q0", NEWADDR),
        ("address-add-peer", "ip address add 10.9.9.1 peer 10.9.9.2/31 dev q0", NEWADDR),
        ("address-replace-lifetimes", "ip address replace 10.1.2.3/24 dev q0 valid_lft 300 preferred_lft 200", NEWADDR),
        ("address-add-inet6", "ip address add fd00::1/64 dev q0 nodad noprefixroute home", NEWADDR),
        ("address-add-metric", "ip address add 10.1.4.3/24 metric 77 dev q0", NEWADDR),
        ("address-delete", "ip address del 10.1.2.3/24 dev q0", DELADDR),
        ("address-delete-inet6", "ip address del fd00::1/64 dev q0", DELADDR),
        ("route-add-default", "ip route add default via 10.1.2.1 dev q0", NEWROUTE),
        ("route-add-link", "ip route add 10.5.0.0/16 dev q0 scope link src 10.1.2.250 proto static metric 100 table 4711", NEWROUTE),
        ("route-replace", "ip route replace 10.6.0.0/16 via 10.1.2.1", NEWROUTE),
        ("route-append-onlink", "ip route append 10.7.0.0/16 via 10.99.9.9 dev q0 onlink", NEWROUTE),
        ("route-add-multipath", "ip route add 10.8.0.0/16 nexthop via 10.1.2.1 dev q0 weight 2 nexthop via 10.1.2.2 dev q0 onlink", NEWROUTE),
        ("route-add-blackhole", "ip route add blackhole 10.9.0.0/16", NEWROUTE),
        ("route-add-inet6", "ip -6 route add fd01::/64 via fd00::1 dev q0 metric 5 mtu 1400", NEWROUTE),
        ("route-add-via-inet6", "ip route add 10.11.0.0/16 via inet6 fd00::1 dev q0", NEWROUTE),
        ("route-dump", "ip route show table all", GETROUTE),
        ("route-dump-inet6", "ip -6 route show table all", GETROUTE),
        ("route-dump-table", "ip route show table 4711", GETROUTE),
        ("route-delete", "ip route del 10.5.0.0/16 dev q0 table 4711", DELROUTE),
        ("route-delete-via", "ip route del default via 10.1.2.1", DELROUTE),
        ("rule-add", "ip rule add from 10.1.0.0/16 lookup 100 pref 500", NEWRULE),
        ("rule-add-all", "ip rule add not from 10.1.0.0/16 to 10.2.0.0/16 iif q0 oif p0 fwmark 7/15 tos 8 lookup 4711 pref 501 suppress_prefixlength 0", NEWRULE),
        ("rule-add-blackhole", "ip rule add to 10.3.0.1 blackhole pref 502", NEWRULE),
        ("rule-add-goto", "ip rule add goto 32766 pref 503", NEWRULE),
        ("rule-add-inet6", "ip -6 rule add from fd00::/64 lookup 100 pref 500", NEWRULE),
        ("rule-dump", "ip rule show", GETRULE),
        ("rule-delete", "ip rule del from 10.1.0.0/16 lookup 100 pref 500", DELRULE),
        ("qdisc-ingress-add", "tc qdisc add dev q0 ingress", NEWQDISC),
        ("filter-redirect-u32", "tc filter add dev q0 ingress protocol all prio 5 u32 match u32 0 0 action mirred egress redirect dev p0", NEWTFILTER),
        ("filter-mirror-u32", "tc filter add dev q0 ingress protocol all prio 6 u32 match u32 0 0 action mirred ingress mirror dev p0", NEWTFILTER),
        ("filter-dump-root", "tc filter show dev q0 parent ffff:", GETTFILTER),
        ("filter-delete-priority", "tc filter del dev q0 ingress protocol all prio 5", DELTFILTER),
        ("qdisc-ingress-delete", "tc qdisc del dev q0 ingress", DELQDISC),
        ("qdisc-replace-pfifo", "tc qdisc replace dev q0 root handle 8001: pfifo limit 77", NEWQDISC),
        ("qdisc-replace-bfifo", "tc qdisc replace dev q0 root handle 8002: bfifo limit 77000", NEWQDISC),
        ("qdisc-dump", "tc qdisc show", GETQDISC),
        ("qdisc-dump-link", "tc qdisc show dev q0", GETQDISC),
        ("qdisc-delete", "tc qdisc del dev q0 root", DELQDISC),
    ):
        request(name, command, kind)
    for name, command, kind in (  # this kernel may have been built without the subject
        ("filter-redirect-matchall", "tc filter add dev q0 egress protocol all prio 5 matchall action mirred egress redirect dev p0", NEWTFILTER),
        ("fdb-add-vlan", f"bridge fdb add {mac} dev p0 master static vlan 10", NEWNEIGH),
        ("fdb-delete-vlan", f"bridge fdb del {mac} dev p0 master vlan 10", DELNEIGH),
        ("vlan-add", "bridge vlan add vid 10 dev p0", SETLINK),
        ("vlan-add-pvid", "bridge vlan add vid 20 pvid untagged dev p0", SETLINK),
        ("vlan-add-range", "bridge vlan add vid 100-110 dev p0", SETLINK),
        ("vlan-add-self", "bridge vlan add vid 10 dev br0 self", SETLINK),
        ("vlan-delete", "bridge vlan del vid 10 dev p0", DELLINK),
        ("vlan-delete-range", "bridge vlan del vid 100-110 dev p0", DELLINK),
        ("vlan-show", "bridge -compressvlans vlan show", GETLINK),
    ):
        request(name, command, kind, check=False)
    for link in ("br0", "p0", "vx0"):
        run(f"ip link del {link}")
    for priority in (501, 502, 503):
        run(f"ip rule del pref {priority}")
    run("ip -6 rule del pref 500")
    run("ip route del blackhole 10.9.0.0/16")


def replies():
    for command in (
        "ip link set lo up",
        "ip link add index 10 br0 address 02:00:00:00:00:10 type bridge",
        "ip link add index 11 ens10 address 02:00:00:00:00:11 mtu 9000 type veth peer name ens10x index 12 address 02:00:00:00:00:12",
        "ip link set ens10 up",
        "ip link set ens10x up",
        "ip link set ens10 alias netfailover:master",
        "ip link property add dev ens10 altname a-long-alternative-name altname second",
        "ip link set ens10x master br0",
        "ip link add index 13 far address 02:00:00:00:00:13 type veth peer name away address 02:00:00:00:00:14",
        "ip link set away netns capture",
        "ip tuntap add tun0 mode tun",
        "ip tuntap add tap0 mode tap",
        "ip link set tap0 address 02:00:00:00:00:15",
        "ip address add 10.1.2.3/24 dev ens10",
        "ip address add 10.9.9.1 peer 10.9.9.2/31 dev ens10",
        "ip address add fd00::1/64 dev ens10 nodad",
        "tc qdisc add dev ens10 clsact",
        "tc filter add dev ens10 egress protocol all prio 7 handle 5 bpf direct-action pinned /sys/fs/bpf/capture",
    ):
        run(command)
    with open_socket() as sock:
        for name, link in (("loopback", "lo"), ("bridge", "br0"), ("veth", "ens10"), ("bridge-port", "ens10x"), ("veth-over-namespaces", "far"),
                           ("tun", "tun0"), ("tap", "tap0")):
            save("replies/link-" + name, f"RTM_GETLINK of {link}", get_link(sock, link))
        save("replies/error-unknown-link", "RTM_NEWLINK of link 4711", ask(sock, NEWLINK, ACK, ifinfomsg(4711)))
        mtu = attribute(4, struct.pack("=I", 70000))
        save("replies/error-mtu-too-large", "RTM_NEWLINK with IFLA_MTU 70000", ask(sock, NEWLINK, ACK, ifinfomsg(11) + mtu))
        alias = attribute(20, b"x" * 256)
        save("replies/error-alias-too-long", "RTM_NEWLINK with IFLA_IFALIAS of 256 bytes", ask(sock, NEWLINK, ACK, ifinfomsg(11) + alias))
        save("replies/acknowledged", "RTM_NEWLINK without a change", ask(sock, NEWLINK, ACK, ifinfomsg(11)))
    with open_socket() as sock:
        save("replies/link-dump", "RTM_GETLINK, NLM_F_DUMP, without counters: first datagram",
             ask(sock, GETLINK, DUMP, ifinfomsg(0) + attribute(29, struct.pack("=I", 8))))
        save("replies/link-dump-done", "the same: last datagram", sock.recv(1 << 17))
    with open_socket() as sock:
        save("replies/address-dump", "RTM_GETADDR, NLM_F_DUMP", ask(sock, GETADDR, DUMP, struct.pack("=BBBBi", 2, 0, 0, 0, 0)))
    with open_socket() as sock:
        save("replies/address-dump-inet6", "RTM_GETADDR, NLM_F_DUMP, AF_INET6", ask(sock, GETADDR, DUMP, struct.pack("=BBBBi", 10, 0, 0, 0, 0)))
    tcmsg = struct.pack("=BxxxiIII", 0, 11, 0, 0xFFFFFFF3, 0)
    with open_socket() as sock:
        save("replies/filter-dump", "RTM_GETTFILTER, NLM_F_DUMP, egress of ens10", ask(sock, GETTFILTER, DUMP, tcmsg))
    with open_socket() as sock:
        save("replies/qdisc-dump", "RTM_GETQDISC, NLM_F_DUMP", ask(sock, GETQDISC, DUMP, struct.pack("=BxxxiIII", 0, 0, 0, 0, 0)))


# ---- links of all kinds, VFs: in a namespace of their own ------------------------------------------------------------

def refused(name, command, kind):
    """As request(), for what this kernel does not do (no such driver, no VFs): iproute2 fails, but has sent it."""
    request(name, command, kind, check=False)


def link_requests():
    run("ip link add p0 type veth peer name p1")
    run("ip netns add elsewhere")
    mac = "02:00:00:00:00:21"
    request("bridge-create", "ip link add br0 type bridge", NEWLINK)
    refused("bridge-create-with-settings", f"ip link add br1 address {mac} mtu 1400 type bridge forward_delay 200 ageing_time 6000 stp_state 1"
            " priority 4096 vlan_filtering 1 vlan_protocol 802.1ad vlan_default_pvid 5 group_fwd_mask 0x4000 mcast_snooping 0", NEWLINK)
    request("bridge-ageing", "ip link set dev br0 type bridge ageing_time 1000", NEWLINK)
    request("bridge-stp", "ip link set dev br0 type bridge stp_state 1", NEWLINK)
    refused("bridge-vlan-filtering", "ip link set dev br0 type bridge vlan_filtering 1", NEWLINK)
    request("bridge-stp-times", "ip link set dev br0 type bridge hello_time 100 max_age 1000", NEWLINK)
    request("macvlan-create", "ip link add link p1 mv0 type macvlan mode private", NEWLINK)
    request("ifb-create", "ip link add ifb7 type ifb", NEWLINK)
    refused("dummy-create", f"ip link add d0 address {mac} type dummy", NEWLINK)
    refused("netdevsim-create", "ip link add nsim0 type netdevsim", NEWLINK)
    refused("vlan-create", "ip link add link p0 p0.5 type vlan id 5", NEWLINK)
    refused("vlan-create-802.1ad", "ip link add link p0 p0.6 mtu 1496 type vlan protocol 802.1ad id 6", NEWLINK)
    refused("bond-create", "ip link add bond0 type bond mode active-backup miimon 100", NEWLINK)
    refused("bond-create-with-settings", f"ip link add bond1 address {mac} type bond mode active-backup miimon 10 updelay 20 downdelay 30"
            " peer_notify_delay 40 primary p0 primary_reselect better fail_over_mac active num_grat_arp 3 resend_igmp 2", NEWLINK)
    refused("bond-active-slave", "ip link set dev br0 type bond active_slave p0", NEWLINK)
    refused("bond-no-active-slave", "ip link set dev br0 type bond clear_active_slave", NEWLINK)
    refused("bond-slave-priority", "ip link set dev p0 type bond_slave prio 7", NEWLINK)
    request("link-master", "ip link set dev p0 master br0", NEWLINK)
    request("link-nomaster", "ip link set dev p0 nomaster", NEWLINK)
    request("link-group", "ip link set dev p0 group 42", NEWLINK)
    request("link-txqueuelen", "ip link set dev p0 txqueuelen 77", NEWLINK)
    request("link-promisc-on", "ip link set dev p0 promisc on", NEWLINK)
    request("link-promisc-off", "ip link set dev p0 promisc off", NEWLINK)
    request("link-multicast-off", "ip link set dev p0 multicast off", NEWLINK)
    request("link-allmulticast-on", "ip link set dev p0 allmulticast on", NEWLINK)
    request("link-details-dump", "ip -d -s link", GETLINK)
    vf = "ip link set dev p0 vf 3"
    refused("vf-mac", f"{vf} mac {mac}", NEWLINK)
    refused("vf-vlan", f"{vf} vlan 100", NEWLINK)
    refused("vf-vlan-qos", f"{vf} vlan 100 qos 5", NEWLINK)
    refused("vf-vlan-802.1ad", f"{vf} vlan 100 qos 5 proto 802.1ad", NEWLINK)
    refused("vf-no-vlan", f"{vf} vlan 0", NEWLINK)
    refused("vf-rates", f"{vf} max_tx_rate 1000 min_tx_rate 200", NEWLINK)
    refused("vf-spoofchk-on", f"{vf} spoofchk on", NEWLINK)
    refused("vf-spoofchk-off", f"{vf} spoofchk off", NEWLINK)
    refused("vf-trust-on", f"{vf} trust on", NEWLINK)
    refused("vf-query-rss-on", f"{vf} query_rss on", NEWLINK)
    refused("vf-state-auto", f"{vf} state auto", NEWLINK)
    refused("vf-state-enable", f"{vf} state enable", NEWLINK)
    refused("vf-state-disable", f"{vf} state disable", NEWLINK)
    refused("vf-everything", f"{vf} mac {mac} vlan 100 qos 5 spoofchk on query_rss on trust on state enable max_tx_rate 1000 min_tx_rate 200", NEWLINK)
    request("link-netns", "ip link set dev mv0 netns elsewhere", NEWLINK)
    refused("link-netns-of-process", "ip link set dev p0 netns 4194303", NEWLINK)  # a process that is not there, or it would go
    request("bridge-delete", "ip link del dev br0", DELLINK)


def get_details(sock, name):
    return ask(sock, GETLINK, 0, ifinfomsg(socket.if_nametoindex(name)) + attribute(29, struct.pack("=I", 1)))


def link_replies():
    """Everything that the kernel tells of one link of each kind that it has."""
    for command in (
        "ip link add index 40 veth0 address 02:00:00:00:00:40 type veth peer name veth1 index 41 address 02:00:00:00:00:41",
        "ip link add index 42 br0 address 02:00:00:00:00:42 type bridge ageing_time 6000 stp_state 1 group_fwd_mask 0x4000"
        " mcast_query_interval 1000 priority 4096",
        "ip link add index 48 veth2 address 02:00:00:00:00:48 type veth peer name veth3 index 49 address 02:00:00:00:00:49",
        "ip link set veth2 master br0",
        "ip link set veth1 master br0",
        "ip link set veth1 type bridge_slave isolated on learning off neigh_suppress on flood off cost 55 priority 9 group_fwd_mask 0x4000"
        " hairpin on fastleave on backup_port veth2",
        "ip link set veth1 group 42 promisc on txqueuelen 77",
        "ip link set veth0 up",
        "ip link set veth1 up",
        "ip link set br0 up",
        "ip link add index 43 link veth0 mv0 address 02:00:00:00:00:43 type macvlan mode private",
        "ip link add index 44 link veth0 mv1 address 02:00:00:00:00:44 type macvlan mode source bcqueuelen 2000",
        "ip link set mv1 type macvlan macaddr add 02:00:00:00:00:aa",
        "ip link add index 45 ifb7 address 02:00:00:00:00:45 type ifb",
        "ip link add index 46 vx0 address 02:00:00:00:00:46 type vxlan id 5 dstport 4789",
        "ip tuntap add tap7 mode tap user 0 group 0 vnet_hdr multi_queue",
        "ip link set tap7 address 02:00:00:00:00:47",
        "ip tuntap add tun7 mode tun",
        "ip link set lo up",
    ):
        run(command)
    with open_socket() as sock:
        for name, link in (("veth", "veth0"), ("bridge", "br0"), ("bridge-port", "veth1"), ("macvlan", "mv0"), ("macvlan-source", "mv1"),
                           ("ifb", "ifb7"), ("vxlan", "vx0"), ("tap", "tap7"), ("tun", "tun7"), ("loopback", "lo")):
            save("replies/details-" + name, f"RTM_GETLINK of {link}, with counters and VFs", get_details(sock, link))


def in_another_namespace(*steps):
    """In a child, so that index and name are free again."""
    child = os.fork()
    if child == 0:
        if LIBC.unshare(CLONE_NEWNS | CLONE_NEWNET) < 0:
            raise OSError(ctypes.get_errno(), "unshare")
        run("mount -t sysfs sysfs /sys")
        for step in steps:
            step()
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        raise SystemExit("a capture failed")


def forwarding_replies():
    for command in (
        "ip link add index 30 br1 address 02:00:00:00:00:30 type bridge",
        "ip link add index 31 p1 address 02:00:00:00:00:31 type veth peer name q1 index 32 address 02:00:00:00:00:32",
        "ip link set p1 master br1",
        "ip link add index 33 vx1 address 02:00:00:00:00:33 type vxlan id 5 dstport 4789",
        "ip link set br1 addrgenmode none up", "ip link set p1 addrgenmode none up", "ip link set q1 addrgenmode none up",
        "bridge fdb add 02:00:00:00:0b:01 dev p1 master static sticky",
        "bridge fdb add 02:00:00:00:0b:02 dev p1 master dynamic",
        "bridge fdb add 02:00:00:00:0b:03 dev p1 master static extern_learn",
        "bridge fdb add 02:00:00:00:0b:04 dev q1 self permanent",
        "bridge fdb append 00:00:00:00:00:00 dev vx1 self permanent dst 10.1.2.9 port 4790 vni 7 via q1",
        "bridge link set dev p1 cost 7 priority 9 isolated on flood off learning off",
        "ip address add 10.2.0.250/24 dev q1",
        "ip address add 10.2.1.1/24 broadcast 10.2.1.255 scope link label q1:1 dev q1 valid_lft 3000 preferred_lft 2000 metric 77",
        "ip address add 10.2.9.1 peer 10.2.9.2/32 dev q1",
        "ip address add fd02::250/64 dev q1 nodad",
        "ip address add fd03::250/64 dev q1 nodad noprefixroute home",
        "ip neigh add 10.2.0.3 lladdr 02:00:00:00:00:43 dev q1",
        "ip neigh add 10.2.0.4 lladdr 02:00:00:00:00:44 dev q1 nud stale extern_learn",
        "ip neigh add fd02::3 lladdr 02:00:00:00:00:45 dev q1 router nud permanent",
        "ip route add default via 10.2.0.1 dev q1 metric 100 mtu 1400",
        "ip route add 10.5.0.0/16 dev q1 scope link src 10.2.0.250 proto static table 4711",
        "ip route add 10.8.0.0/16 nexthop via 10.2.0.1 dev q1 weight 2 nexthop via 10.2.0.2 dev q1 onlink",
        "ip route add 10.11.0.0/16 via inet6 fd02::1 dev q1",
        "ip route add blackhole 10.9.0.0/16",
        "ip -6 route add fd01::/64 via fd02::1 dev q1 metric 5 pref high",
        "ip rule add not from 10.1.0.0/16 to 10.2.0.0/16 iif q1 oif p1 fwmark 7/15 tos 8 lookup 4711 pref 501 suppress_prefixlength 0",
        "ip rule add to 10.3.0.1 blackhole pref 502", "ip rule add goto 32766 pref 503", "ip rule add ipproto tcp dport 80 lookup 100 pref 504",
        "ip -6 rule add from fd00::/64 lookup 100 pref 500",
        "tc qdisc add dev q1 ingress",
        "tc filter add dev q1 ingress protocol all prio 5 u32 match u32 0 0 action mirred egress redirect dev p1",
        "tc filter add dev q1 ingress protocol all prio 6 u32 match u32 0 0 action mirred ingress mirror dev p1",
        "tc qdisc replace dev q1 root handle 8001: tbf rate 1mbit burst 10k latency 50ms",
        "tc qdisc replace dev p1 root handle 8002: pfifo limit 77",
    ):
        run(command)
    ndmsg = struct.pack("=BxxxiHBB", 7, 0, 0, 0, 0)
    bridge = struct.pack("=BxHiII", 7, 0, 0, 0, 0)
    rtmsg = struct.pack("=BBBBBBBBI", 0, 0, 0, 0, 0, 0, 0, 0, 0)
    for name, title, kind, body in (
        ("fdb-dump", "RTM_GETNEIGH, AF_BRIDGE", GETNEIGH, ndmsg),
        ("neighbour-dump", "RTM_GETNEIGH", GETNEIGH, bytes(12)),
        ("bridge-port-dump", "RTM_GETLINK, AF_BRIDGE", GETLINK, bridge),
        ("address-dump-all", "RTM_GETADDR", GETADDR, bytes(8)),
        ("route-dump", "RTM_GETROUTE, AF_INET", GETROUTE, b"\2" + rtmsg[1:]),
        ("route-dump-inet6", "RTM_GETROUTE, AF_INET6", GETROUTE, b"\12" + rtmsg[1:]),
        ("rule-dump", "RTM_GETRULE, AF_INET", GETRULE, b"\2" + bytes(11)),
        ("rule-dump-inet6", "RTM_GETRULE, AF_INET6", GETRULE, b"\12" + bytes(11)),
        ("mirred-dump", "RTM_GETTFILTER, ingress of q1", GETTFILTER, struct.pack("=BxxxiIII", 0, 32, 0, 0xFFFFFFF2, 0)),
        ("qdisc-dump-options", "RTM_GETQDISC", GETQDISC, bytes(20)),
    ):
        with open_socket() as sock:
            save("replies/" + name, f"{title}, NLM_F_DUMP", ask(sock, kind, DUMP, body))
    with open_socket() as sock:
        lladdr = attribute(2, bytes.fromhex("020000000b01"))
        save("replies/fdb-get", "RTM_GETNEIGH of 02:00:00:00:0b:01, AF_BRIDGE", ask(sock, GETNEIGH, 0, ndmsg + lladdr + attribute(9, struct.pack("=I", 30))))
        save("replies/error-fdb-exists", "RTM_NEWNEIGH, AF_BRIDGE, of what is there",
             ask(sock, NEWNEIGH, ACK | 0x600, struct.pack("=BxxxiHBB", 7, 31, 0x42, 4, 0) + lladdr))


ETHTOOL = {"features": (11, {1: "ETHTOOL_A_FEATURES_HEADER", 2: "ETHTOOL_A_FEATURES_HW", 3: "ETHTOOL_A_FEATURES_WANTED", 4: "ETHTOOL_A_FEATURES_ACTIVE",
                             5: "ETHTOOL_A_FEATURES_NOCHANGE"}),
           "linkmodes": (4, {1: "ETHTOOL_A_LINKMODES_HEADER", 2: "ETHTOOL_A_LINKMODES_AUTONEG", 3: "ETHTOOL_A_LINKMODES_OURS",
                             5: "ETHTOOL_A_LINKMODES_SPEED", 6: "ETHTOOL_A_LINKMODES_DUPLEX"}),
           "linkstate": (6, {1: "ETHTOOL_A_LINKSTATE_HEADER", 2: "ETHTOOL_A_LINKSTATE_LINK"}),
           "channels": (17, {1: "ETHTOOL_A_CHANNELS_HEADER", 2: "ETHTOOL_A_CHANNELS_RX_MAX", 3: "ETHTOOL_A_CHANNELS_TX_MAX",
                             5: "ETHTOOL_A_CHANNELS_COMBINED_MAX", 6: "ETHTOOL_A_CHANNELS_RX_COUNT", 7: "ETHTOOL_A_CHANNELS_TX_COUNT",
                             9: "ETHTOOL_A_CHANNELS_COMBINED_COUNT"})}


def save_generic(name, origin, datagram, names):
    length, kind, flags = struct.unpack_from("=IHH", datagram)
    text = line(datagram[:16], f"nlmsghdr: length {length}, type {kind}, flags 0x{flags:x}, sequence, port")
    text += line(datagram[16:20], "genlmsghdr") + attributes(datagram[20:length], names)
    with open(os.path.join(OUT, f"replies/{name}.hex"), "w", encoding="ascii") as file:
        file.write(f"# {origin}\n# Linux {os.uname().release}, {sys.byteorder}-endian\n{text}")


def ethtool_replies():
    run("ip link add index 40 e0 numrxqueues 4 numtxqueues 4 type veth peer name e1")
    run("ip link set e0 up")
    run("ip link set e1 up")
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16)  # NETLINK_GENERIC
    sock.bind((0, 0))
    sock.settimeout(2)
    answer = ask(sock, 16, 0, struct.pack("=BBH", 3, 1, 0) + attribute(2, b"ethtool\0"))
    save_generic("ethtool-family", "CTRL_CMD_GETFAMILY ethtool", answer, {1: "CTRL_ATTR_FAMILY_ID", 2: "CTRL_ATTR_FAMILY_NAME"})
    family = struct.unpack_from("=H", answer, answer.index(struct.pack("=HH", 6, 1)) + 4)[0]
    for name, (command, names) in ETHTOOL.items():
        header = attribute(0x8001, attribute(1, struct.pack("=I", 40)))
        save_generic("ethtool-" + name, f"ETHTOOL_MSG_{name.upper()}_GET of a veth", ask(sock, family, 0, struct.pack("=BBH", command, 1, 0) + header), names)


def queued(sock):
    """All datagrams that the kernel has for us now; it queues before the command that causes them ends."""
    sock.setblocking(False)
    while True:
        try:
            yield sock.recv(1 << 17)
        except BlockingIOError:
            return


def events():
    with open_socket(1) as sock:
        for name, command in (("port-leaves-bridge", "ip link set ens10x nomaster"), ("link-removed", "ip link del ens10")):
            list(queued(sock))
            run(command)
            for number, datagram in enumerate(queued(sock), 1):
                save(f"replies/event-{name}-{number}", f"RTNLGRP_LINK during {command}", datagram)


if __name__ == "__main__":
    OUT = sys.argv[1]
    for folder in ("requests", "replies"):
        os.makedirs(os.path.join(OUT, folder), exist_ok=True)
    IPROUTE2 = subprocess.run(["ip", "-V"], capture_output=True, check=True, text=True).stdout.strip().replace("ip utility, ", "")
    physical_links()
    if LIBC.unshare(CLONE_NEWNS | CLONE_NEWNET) < 0:
        raise OSError(ctypes.get_errno(), "unshare")
    run("mount --make-rprivate /")
    run("mount -t tmpfs none /run/netns")
    run("mount -t sysfs sysfs /sys")
    run("mount -t bpf bpf /sys/fs/bpf")
    run("ip netns add capture")
    pin_program("/sys/fs/bpf/capture")
    in_another_namespace(link_requests)
    in_another_namespace(link_replies)
    requests()
    forwarding_requests()
    replies()
    events()
    forwarding_replies()
    ethtool_replies()
