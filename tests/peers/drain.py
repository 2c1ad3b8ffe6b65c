#!/usr/bin/env python3
"""Drains a netlink socket that is full of RTM_NEWLINK messages, and decodes each into a dict: the same fields as our Link.

On "go" it reads until nothing is queued, and prints: messages nanoseconds checksum bytes overruns.
"""
import errno
import socket
import struct
import sys
import time

RTMGRP_LINK = 1
RTM_NEWLINK = 16
NLA_TYPE_MASK = 0x3FFF
IFLA_LINKINFO = 18
IFLA_INFO_KIND = 1
IFLA_PROP_LIST = 52
IFLA_ALT_IFNAME = 53

NLMSGHDR = struct.Struct("=IHHII")
IFINFOMSG = struct.Struct("=BxHiII")
NLATTR = struct.Struct("=HH")
U32 = struct.Struct("=I")

STRINGS = {3: "name", 6: "qdisc", 20: "alias", 38: "phys_port_name", 56: "parent_device", 57: "parent_bus"}
NUMBERS = {
    4: "mtu", 5: "lower", 10: "master", 27: "group", 30: "promiscuity", 37: "lower_netnsid", 50: "min_mtu", 51: "max_mtu",
}
OCTETS = {16: "operstate", 17: "linkmode", 33: "carrier"}
ADDRESSES = {1: "address", 54: "permanent_address"}


def attributes(buffer, at, end):
    while end - at >= 4:
        length, kind = NLATTR.unpack_from(buffer, at)
        if length < 4 or length > end - at:
            raise ValueError("an attribute that does not end where it should")
        yield kind & NLA_TYPE_MASK, at + 4, at + length
        at += (length + 3) & ~3


def text(buffer, start, end):
    return bytes(buffer[start:end]).split(b"\0", 1)[0].decode()


def decode(buffer, at, end):
    _, kind, index, flags, _ = IFINFOMSG.unpack_from(buffer, at)
    link = {"index": index, "type": kind, "flags": flags}
    for attribute, start, stop in attributes(buffer, at + IFINFOMSG.size, end):
        if attribute in STRINGS:
            link[STRINGS[attribute]] = text(buffer, start, stop)
        elif attribute in NUMBERS:
            link[NUMBERS[attribute]] = U32.unpack_from(buffer, start)[0]
        elif attribute in OCTETS:
            link[OCTETS[attribute]] = buffer[start]
        elif attribute in ADDRESSES:
            link[ADDRESSES[attribute]] = bytes(buffer[start:stop])
        elif attribute == IFLA_LINKINFO:
            for inner, first, last in attributes(buffer, start, stop):
                if inner == IFLA_INFO_KIND:
                    link["kind"] = text(buffer, first, last)
        elif attribute == IFLA_PROP_LIST:
            link["altnames"] = [
                text(buffer, first, last)
                for inner, first, last in attributes(buffer, start, stop)
                if inner == IFLA_ALT_IFNAME
            ]
    return link


def checksum(link):
    """Of fields from all over the message; every arm of the race must come to the same sum."""
    get = link.get
    total = link["index"] + link["type"] + link["flags"] + get("mtu", 0) + get("min_mtu", 0) + get("max_mtu", 0)
    total += get("carrier", 0) + get("master", 0) + get("lower", 0)
    for name in ("name", "qdisc", "kind", "alias", "parent_device", "parent_bus", "phys_port_name"):
        total += len(get(name, ""))
    total += sum(map(len, get("altnames", ())))
    address = get("address", b"")
    return total + address[5] if len(address) == 6 else total


def drain(netlink):
    buffer = bytearray(65536)
    messages = total = size = overruns = 0
    start = time.monotonic_ns()
    while True:
        try:
            length = netlink.recv_into(buffer, 0, socket.MSG_DONTWAIT)
        except BlockingIOError:
            break
        except OSError as error:
            if error.errno != errno.ENOBUFS:
                raise
            overruns += 1
            continue
        size += length
        at = 0
        while length - at >= NLMSGHDR.size:
            end, kind, _, _, _ = NLMSGHDR.unpack_from(buffer, at)
            if kind == RTM_NEWLINK and buffer[at + NLMSGHDR.size] == 0:
                total += checksum(decode(buffer, at + NLMSGHDR.size, at + end))
                messages += 1
            at += (end + 3) & ~3
    print(messages, time.monotonic_ns() - start, total, size, overruns, flush=True)


def main():
    netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    netlink.setsockopt(socket.SOL_SOCKET, 33, int(sys.argv[1]))  # SO_RCVBUFFORCE
    netlink.bind((0, RTMGRP_LINK))
    print("ready", flush=True)
    for _ in sys.stdin:
        drain(netlink)


main()
