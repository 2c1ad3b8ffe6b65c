/*
 * Drains a netlink socket that is full of RTM_NEWLINK messages, and decodes each into a struct: the same fields as our Link.
 * On "go" it reads until nothing is queued, and prints: messages nanoseconds checksum bytes overruns.
 *
 * cc -O2 -o drain drain.c; drain RECEIVE-BUFFER-BYTES
 */
#include <errno.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#ifndef IFLA_PARENT_DEV_NAME
#define IFLA_PARENT_DEV_NAME 56
#define IFLA_PARENT_DEV_BUS_NAME 57
#endif

#define MAX_ALTNAMES 8

struct text {
	unsigned length;
	char bytes[256];
};

struct link {
	int index;
	unsigned type, flags, mtu, min_mtu, max_mtu, group, promiscuity;
	int master, lower, lower_netnsid;
	uint8_t carrier, operstate, linkmode;
	unsigned address_length, permanent_length;
	uint8_t address[32], permanent[32];
	struct text name, qdisc, kind, alias, parent_device, parent_bus, phys_port_name;
	unsigned altname_count;
	struct text altnames[MAX_ALTNAMES];
};

static uint32_t u32(const struct rtattr *attribute)
{
	uint32_t value = 0;

	if (RTA_PAYLOAD(attribute) >= sizeof value)
		memcpy(&value, RTA_DATA(attribute), sizeof value);
	return value;
}

static uint8_t u8(const struct rtattr *attribute)
{
	return RTA_PAYLOAD(attribute) ? *(uint8_t *)RTA_DATA(attribute) : 0;
}

static void text(struct text *to, const struct rtattr *attribute)
{
	unsigned length = strnlen(RTA_DATA(attribute), RTA_PAYLOAD(attribute));

	if (length >= sizeof to->bytes)
		length = sizeof to->bytes - 1;
	memcpy(to->bytes, RTA_DATA(attribute), length);
	to->bytes[length] = 0;
	to->length = length;
}

static unsigned octets(uint8_t *to, const struct rtattr *attribute)
{
	unsigned length = RTA_PAYLOAD(attribute);

	if (length > 32)
		length = 32;
	memcpy(to, RTA_DATA(attribute), length);
	return length;
}

static void read_kind(struct link *link, const struct rtattr *info)
{
	int left = RTA_PAYLOAD(info);

	for (struct rtattr *a = RTA_DATA(info); RTA_OK(a, left); a = RTA_NEXT(a, left))
		if ((a->rta_type & NLA_TYPE_MASK) == IFLA_INFO_KIND)
			text(&link->kind, a);
}

static void read_altnames(struct link *link, const struct rtattr *list)
{
	int left = RTA_PAYLOAD(list);

	for (struct rtattr *a = RTA_DATA(list); RTA_OK(a, left); a = RTA_NEXT(a, left))
		if ((a->rta_type & NLA_TYPE_MASK) == IFLA_ALT_IFNAME && link->altname_count < MAX_ALTNAMES)
			text(&link->altnames[link->altname_count++], a);
}

/* What was in the struct before is overwritten where it counts: lengths and numbers. */
static void decode(struct link *link, const struct nlmsghdr *message)
{
	const struct ifinfomsg *info = NLMSG_DATA(message);
	int left = message->nlmsg_len - NLMSG_LENGTH(sizeof *info);

	memset(link, 0, offsetof(struct link, name));
	link->name.length = link->qdisc.length = link->kind.length = link->alias.length = 0;
	link->parent_device.length = link->parent_bus.length = link->phys_port_name.length = 0;
	link->altname_count = 0;
	link->index = info->ifi_index;
	link->type = info->ifi_type;
	link->flags = info->ifi_flags;
	for (struct rtattr *a = IFLA_RTA(info); RTA_OK(a, left); a = RTA_NEXT(a, left)) {
		switch (a->rta_type & NLA_TYPE_MASK) {
		case IFLA_ADDRESS: link->address_length = octets(link->address, a); break;
		case IFLA_IFNAME: text(&link->name, a); break;
		case IFLA_MTU: link->mtu = u32(a); break;
		case IFLA_LINK: link->lower = u32(a); break;
		case IFLA_QDISC: text(&link->qdisc, a); break;
		case IFLA_MASTER: link->master = u32(a); break;
		case IFLA_OPERSTATE: link->operstate = u8(a); break;
		case IFLA_LINKMODE: link->linkmode = u8(a); break;
		case IFLA_LINKINFO: read_kind(link, a); break;
		case IFLA_IFALIAS: text(&link->alias, a); break;
		case IFLA_GROUP: link->group = u32(a); break;
		case IFLA_PROMISCUITY: link->promiscuity = u32(a); break;
		case IFLA_CARRIER: link->carrier = u8(a); break;
		case IFLA_LINK_NETNSID: link->lower_netnsid = u32(a); break;
		case IFLA_PHYS_PORT_NAME: text(&link->phys_port_name, a); break;
		case IFLA_MIN_MTU: link->min_mtu = u32(a); break;
		case IFLA_MAX_MTU: link->max_mtu = u32(a); break;
		case IFLA_PROP_LIST: read_altnames(link, a); break;
		case IFLA_PERM_ADDRESS: link->permanent_length = octets(link->permanent, a); break;
		case IFLA_PARENT_DEV_NAME: text(&link->parent_device, a); break;
		case IFLA_PARENT_DEV_BUS_NAME: text(&link->parent_bus, a); break;
		}
	}
}

/* Of fields from all over the message; every arm of the race must come to the same sum. */
static uint64_t checksum(const struct link *link)
{
	uint64_t sum = link->index + link->type + link->flags + link->mtu + link->min_mtu + link->max_mtu;

	sum += link->carrier + link->master + link->lower;
	sum += link->name.length + link->qdisc.length + link->kind.length + link->alias.length;
	sum += link->parent_device.length + link->parent_bus.length + link->phys_port_name.length;
	for (unsigned i = 0; i < link->altname_count; i++)
		sum += link->altnames[i].length;
	return link->address_length == 6 ? sum + link->address[5] : sum;
}

static void drain(int fd)
{
	static char buffer[65536] __attribute__((aligned(8)));
	static struct link link;
	unsigned long messages = 0, bytes = 0, overruns = 0;
	uint64_t sum = 0;
	struct timespec start, end;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (;;) {
		ssize_t length = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);

		if (length < 0 && errno == ENOBUFS) {
			overruns++;
			continue;
		}
		if (length < 0)
			break;
		bytes += length;
		for (struct nlmsghdr *m = (void *)buffer; NLMSG_OK(m, length); m = NLMSG_NEXT(m, length)) {
			if (m->nlmsg_type != RTM_NEWLINK || ((struct ifinfomsg *)NLMSG_DATA(m))->ifi_family)
				continue;
			decode(&link, m);
			sum += checksum(&link);
			messages++;
		}
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("%lu %lld %llu %lu %lu\n", messages,
	       (end.tv_sec - start.tv_sec) * 1000000000LL + end.tv_nsec - start.tv_nsec,
	       (unsigned long long)sum, bytes, overruns);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
	int size = argc > 1 ? atoi(argv[1]) : 1 << 20;
	char line[16];

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) ||
	    bind(fd, (struct sockaddr *)&address, sizeof address)) {
		perror("drain");
		return 1;
	}
	puts("ready");
	fflush(stdout);
	while (fgets(line, sizeof line, stdin))
		drain(fd);
	return 0;
}
