#!/usr/bin/env python3
"""Captures in the 6.1 guest what that kernel tells of links that this machine's kernel may not have. tests/guest/capture runs it:

    python3 capture_guest.py OUT links
    python3 capture_guest.py OUT events NAME

NAME.hex is the answer to RTM_GETLINK in the form of capture.py (with counters and VFs), NAME.json what `ip -d -s -j link show` says of
the same link. Links are quiet and have no IPv6, so that counters do not move between the two.
event-NAME-N.hex are the link events while somebody outside does what NAME says, until all is quiet for some seconds; /tmp/listening
appears when they are heard.
"""
import json
import os
import socket
import struct
import subprocess
import sys

import capture
from capture import ask, attribute, ifinfomsg, open_socket, pin_program, run, save

LINKS = (
    # bonding: its ports must be down when they join
    "ip link add index 20 d0 address 02:00:00:00:00:20 type dummy",
    "ip link add index 21 d1 address 02:00:00:00:00:21 type dummy",
    "ip link add index 22 bond0 address 02:00:00:00:00:22 type bond mode active-backup miimon 100 updelay 200 downdelay 300"
    " peer_notify_delay 400 primary_reselect better fail_over_mac active num_grat_arp 3 resend_igmp 2",
    "ip link set d0 master bond0",
    "ip link set d1 master bond0",
    "ip link set d1 type bond_slave prio 7 queue_id 2",
    "ip link set bond0 type bond primary d1",
    "ip link set bond0 up",
    "ip link add index 23 d2 address 02:00:00:00:00:23 type dummy",
    "ip link add index 24 bond1 address 02:00:00:00:00:24 type bond mode 802.3ad lacp_rate fast xmit_hash_policy layer3+4 min_links 1"
    " ad_user_port_key 5 ad_actor_sys_prio 100",
    "ip link set d2 master bond1",
    "ip link set bond1 up",
    "ip link add index 25 bond2 type bond mode active-backup arp_interval 50 arp_validate all arp_all_targets all"
    " arp_ip_target 10.0.0.1,10.0.0.2 ns_ip6_target fe80::1",
    # team
    "ip link add index 26 d3 address 02:00:00:00:00:26 type dummy",
    "ip link add index 27 team0 address 02:00:00:00:00:27 type team",
    "ip link set d3 master team0",
    "ip link set team0 up",
    # upper links
    "ip link add index 28 d4 address 02:00:00:00:00:28 mtu 9000 numtxqueues 4 type dummy",
    "ip link set d4 up",
    "ip link add index 29 link d4 name d4.5 type vlan id 5 reorder_hdr off loose_binding on ingress-qos-map 1:2 3:4 egress-qos-map 5:6",
    "ip link add index 30 link d4 name d4.6 type vlan protocol 802.1ad id 6 gvrp on",
    "ip link add index 31 link d4 name mv0 address 02:00:00:00:00:31 type macvlan mode bridge",
    "ip link add index 32 link d4 name mv1 address 02:00:00:00:00:32 type macvlan mode source",
    "ip link set mv1 type macvlan macaddr add 02:00:00:00:00:aa",
    "ip link add index 33 link d4 name mvtap0 address 02:00:00:00:00:33 type macvtap mode private",
    "ip link set d4.5 up",
    # bridge (down, and of default ageing time, or its timers would run), veth, TUN, TAP, ifb, vxlan
    "ip link add index 34 br0 address 02:00:00:00:00:34 type bridge vlan_filtering 1 vlan_default_pvid 7 stp_state 1"
    " priority 4096 group_fwd_mask 0x4000 mcast_snooping 0 vlan_stats_enabled 1",
    "ip link add index 35 v0 address 02:00:00:00:00:35 type veth peer name v1 index 36 address 02:00:00:00:00:36",
    "ip link set v0 master br0",
    "ip link set v0 type bridge_slave isolated on learning off neigh_suppress on flood off cost 55 priority 9 hairpin on fastleave on",
    "ip link set v0 alias netfailover:port group 42",
    "ip link property add dev v0 altname a-long-alternative-name altname second",
    "ip tuntap add tap0 mode tap user 0 group 0 multi_queue vnet_hdr",
    "ip link set tap0 address 02:00:00:00:00:37",
    "ip tuntap add tun0 mode tun",
    "ip link add index 39 ifb7 address 02:00:00:00:00:39 type ifb",
    "ip link add index 40 vx0 address 02:00:00:00:00:40 type vxlan id 5 dstport 4789 remote 10.0.0.1 dev d4",
    "ip netns add elsewhere",
    "ip link add index 41 far address 02:00:00:00:00:41 type veth peer name away address 02:00:00:00:00:42",
    "ip link set away netns elsewhere",
    # the three links of net_failover; the driver of the primary needs a moment for its carrier
    "ip link set eth0 up",
)

PF_SETTINGS = (
    "vf 0 mac 02:00:00:00:01:00",
    "vf 0 vlan 100 qos 5 proto 802.1ad",
    "vf 0 max_tx_rate 1000 min_tx_rate 200",
    "vf 0 spoofchk on",
    "vf 0 trust on",
    "vf 0 query_rss on",
    "vf 0 state enable",
    "vf 1 mac 02:00:00:00:01:01",
    "vf 1 vlan 200",
    "vf 1 state disable",
    "vf 2 spoofchk off",
)

NAMES = {
    "loopback": "lo", "dummy": "d4", "bond": "bond0", "bond-slave": "d0", "bond-slave-active": "d1", "bond-802.3ad": "bond1",
    "bond-slave-802.3ad": "d2", "bond-arp": "bond2", "team": "team0", "team-port": "d3", "vlan": "d4.5", "vlan-802.1ad": "d4.6",
    "macvlan": "mv0", "macvlan-source": "mv1", "macvtap": "mvtap0", "bridge": "br0", "bridge-port": "v0", "veth": "v1",
    "veth-over-namespaces": "far", "tap": "tap0", "tun": "tun0", "ifb": "ifb7", "vxlan": "vx0",
    "failover-master": "eth0", "failover-standby": "eth1", "failover-primary": "eth2",
}

FILTERS = (
    "tc qdisc add dev d4 clsact",
    "tc qdisc add dev ifb7 root handle 1: htb default 10",
    "tc qdisc add dev tap0 root netem delay 10ms loss 1%",
    "tc filter add dev d4 ingress protocol all prio 5 matchall action mirred egress redirect dev ifb7",
    "tc filter add dev d4 egress protocol all prio 6 u32 match u32 0 0 action mirred egress redirect dev v1",
    "tc filter add dev d4 egress protocol ip prio 7 flower ip_proto tcp dst_port 80 action drop",
    "tc filter add dev d4 egress protocol all prio 8 handle 5 bpf direct-action pinned /sys/fs/bpf/capture",
)
HOOKS = {"ingress": 0xFFFFFFF2, "egress": 0xFFFFFFF3}


BRIDGE = (
    "bridge vlan add dev v0 vid 10-20",
    "bridge vlan add dev v0 vid 30 pvid untagged",
    "bridge vlan add dev br0 vid 10-12 self",
    "bridge fdb add 02:00:00:00:0b:11 dev v0 master static sticky vlan 10",
    "bridge fdb add 02:00:00:00:0b:12 dev v0 master permanent vlan 11",
    "bridge fdb add 02:00:00:00:0b:13 dev v0 master static extern_learn vlan 12",
    "bridge fdb add 02:00:00:00:0b:14 dev d4 self permanent",
)


def save_json(name, command):
    shown = json.loads(subprocess.run(command.split(), capture_output=True, check=True, text=True).stdout)
    with open(os.path.join(capture.OUT, name + ".json"), "w", encoding="ascii") as file:
        json.dump(shown[0] if command.startswith("ip -d -s") else shown, file, indent=2)
        file.write("\n")


def link_details(sock, kind, name):
    index = socket.if_nametoindex(name)
    answer = ask(sock, capture.GETLINK, 0, ifinfomsg(index) + attribute(29, struct.pack("=I", 1)))
    save_json(kind, f"ip -d -s -j link show dev {name}")
    if ask(sock, capture.GETLINK, 0, ifinfomsg(index) + attribute(29, struct.pack("=I", 1)))[16:] != answer[16:]:
        return False
    save(kind, f"RTM_GETLINK of {name}, with counters and VFs", answer)
    return True


def make_pf():
    """A simulated PF with four VFs: driver netdevsim."""
    with open("/sys/bus/netdevsim/new_device", "w", encoding="ascii") as file:
        file.write("7 1")
    device = "/sys/bus/netdevsim/devices/netdevsim7"
    with open(device + "/sriov_numvfs", "w", encoding="ascii") as file:
        file.write("4")
    name = os.listdir(device + "/net")[0]
    run(f"ip link set {name} address 02:00:00:00:01:ff")
    for setting in PF_SETTINGS:
        run(f"ip link set dev {name} {setting}")
    run(f"ip link set {name} up")
    return name


def datagrams(sock):
    """All of a dump."""
    while True:
        data = sock.recv(1 << 17)
        yield data
        if struct.unpack_from("=H", data, 4)[0] in (2, 3) or data[-20:-12] == struct.pack("=IHH", 20, 3, 2):
            return


def dumps():
    tcmsg = struct.Struct("=BxxxiIII")
    with open_socket() as sock:
        body = ifinfomsg(0) + attribute(29, struct.pack("=I", 1))
        sock.send(struct.pack("=IHHII", 16 + len(body), capture.GETLINK, capture.REQUEST | capture.DUMP, 1, 0) + body)
        for number, data in enumerate(datagrams(sock), 1):
            save(f"dump-{number:02}", f"RTM_GETLINK, NLM_F_DUMP, with counters and VFs: datagram {number}", data)
    for hook, parent in HOOKS.items():
        with open_socket() as sock:
            save("filters-" + hook, f"RTM_GETTFILTER, NLM_F_DUMP, {hook} of d4",
                 ask(sock, capture.GETTFILTER, capture.DUMP, tcmsg.pack(0, socket.if_nametoindex("d4"), 0, parent, 0)))
    with open_socket() as sock:
        save("qdiscs", "RTM_GETQDISC, NLM_F_DUMP: first datagram", ask(sock, capture.GETQDISC, capture.DUMP, tcmsg.pack(0, 0, 0, 0, 0)))


def bridge():
    """VLANs of a bridge, which many kernels for small machines do not filter by, and what a device without a bridge takes."""
    for command in BRIDGE:
        run(command)
    ndmsg = struct.Struct("=BxxxiHBB")
    for name, title, kind, body, command in (
        ("fdb-vlans", "RTM_GETNEIGH, AF_BRIDGE", capture.GETNEIGH, ndmsg.pack(7, 0, 0, 0, 0), "bridge -j -s fdb show"),
        ("bridge-vlans", "RTM_GETLINK, AF_BRIDGE, RTEXT_FILTER_BRVLAN", capture.GETLINK,
         b"\7" + ifinfomsg(0)[1:] + attribute(29, struct.pack("=I", 2)), "bridge -j vlan show"),
        ("bridge-vlans-compressed", "RTM_GETLINK, AF_BRIDGE, RTEXT_FILTER_BRVLAN_COMPRESSED", capture.GETLINK,
         b"\7" + ifinfomsg(0)[1:] + attribute(29, struct.pack("=I", 4)), "bridge -j -compressvlans vlan show"),
        ("bridge-ports", "RTM_GETLINK, AF_BRIDGE", capture.GETLINK, b"\7" + ifinfomsg(0)[1:], "bridge -j -d link show"),
    ):
        with open_socket() as sock:
            save(name, f"{title}, NLM_F_DUMP", ask(sock, kind, capture.DUMP, body))
        save_json(name, command)
    with open_socket() as sock:
        index, lladdr = socket.if_nametoindex("d4"), attribute(2, bytes.fromhex("020000000b15"))
        save("error-fdb-static-self", "RTM_NEWNEIGH, AF_BRIDGE, NTF_SELF, NUD_NOARP: bridge fdb add ... self static",
             ask(sock, capture.NEWNEIGH, capture.ACK | 0x600, ndmsg.pack(7, index, 0x40, 2, 0) + lladdr))


def forwarding():
    """The same as on this machine, from the other kernel."""
    capture.save = lambda name, origin, datagram: save(os.path.basename(name), origin, datagram)
    capture.in_another_namespace(capture.forwarding_replies)


def links():
    for which in ("all", "default"):
        with open(f"/proc/sys/net/ipv6/conf/{which}/disable_ipv6", "w", encoding="ascii") as file:
            file.write("1")
    for command in LINKS:
        run(command)
    NAMES["netdevsim-pf"] = make_pf()
    pin_program("/sys/fs/bpf/capture")
    for command in FILTERS:
        run(command)
    with open_socket() as sock:
        for kind, name in NAMES.items():
            # A timer of the bridge or bond may have moved on between the two answers.
            if not any(link_details(sock, kind, name) for _ in range(20)):
                raise SystemExit(f"{name} does not keep still")
    dumps()
    bridge()
    forwarding()


def events(name):
    with open_socket(1) as sock:
        sock.settimeout(4)
        with open("/tmp/listening", "w", encoding="ascii"):
            pass
        for number in range(1, 100):
            try:
                save(f"event-{name}-{number:02}", f"RTNLGRP_LINK, {name}", sock.recv(1 << 17))
            except TimeoutError:
                os.remove("/tmp/listening")
                return


def main():
    capture.OUT = sys.argv[1]
    os.makedirs(capture.OUT, exist_ok=True)
    capture.IPROUTE2 = subprocess.run(["ip", "-V"], capture_output=True, check=True, text=True).stdout.strip().replace("ip utility, ", "")
    if sys.argv[2] == "links":
        links()
    else:
        events(sys.argv[3])


if __name__ == "__main__":
    main()
