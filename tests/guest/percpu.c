// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* Links that discard what they are given, a pair of them for the kernel's net_failover, and the cost of a packet. Where each instruction
 * takes a nanosecond of the guest's time (-icount shift=0), that time counts instructions. Links are those of the writer's network namespace.
 *   echo "tx LINK COUNT" >/proc/percpu   sends frames on LINK
 *   echo "rx LINK COUNT" >/proc/percpu   has LINK receive frames
 *   cat /proc/percpu                     nanoseconds for one of them, frames that reached a protocol, the link they reached it on
 */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <net/failover.h>
#include <net/net_failover.h>

#define SINKS 16
#define EXPERIMENT 0x88b5
#define FRAME_BYTES 60
#define HEADROOM 64
#define WARM_UP 200

static struct net_device *sinks[SINKS], *standby, *primary;
static struct failover *master;
static struct platform_device *parent;
static struct pci_dev *card;
static u64 cost, heard;
static char heard_on[IFNAMSIZ];

static netdev_tx_t discard(struct sk_buff *skb, struct net_device *link)
{
	link->stats.tx_packets++;
	link->stats.tx_bytes += skb->len;
	dev_kfree_skb(skb);
	return NETDEV_TX_OK;
}

static int sink_open(struct net_device *link)
{
	netif_carrier_on(link);
	netif_start_queue(link);
	return 0;
}

static int sink_stop(struct net_device *link)
{
	netif_stop_queue(link);
	return 0;
}

/* Filters nothing; without it the kernel lets nobody add an address. */
static void sink_set_rx_mode(struct net_device *link)
{
}

static const struct net_device_ops sink_ops = {
	.ndo_set_rx_mode = sink_set_rx_mode,
	.ndo_open = sink_open,
	.ndo_stop = sink_stop,
	.ndo_start_xmit = discard,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
};

static void sink_setup(struct net_device *link)
{
	ether_setup(link);
	link->netdev_ops = &sink_ops;
	link->priv_flags |= IFF_NO_QUEUE | IFF_LIVE_ADDR_CHANGE;
	link->features |= NETIF_F_LLTX;
	link->needs_free_netdev = true;
}

static struct net_device *sink(const char *name, u8 last, struct device *of)
{
	u8 mac[ETH_ALEN] = {0x02, 0, 0, 0, 0, last};
	struct net_device *link = alloc_netdev(0, name, NET_NAME_USER, sink_setup);

	if (!link)
		return NULL;
	eth_hw_addr_set(link, mac);
	if (of)
		SET_NETDEV_DEV(link, of);
	return link;
}

static int hear(struct sk_buff *skb, struct net_device *link, struct packet_type *type, struct net_device *before)
{
	heard++;
	strscpy(heard_on, skb->dev->name, IFNAMSIZ);
	kfree_skb(skb);
	return 0;
}

static struct packet_type protocol = {.type = cpu_to_be16(EXPERIMENT), .func = hear};

static struct sk_buff *frame(const u8 *to, const u8 *from)
{
	struct sk_buff *skb = alloc_skb(FRAME_BYTES + 2 * HEADROOM, GFP_KERNEL);
	struct ethhdr *header;

	if (!skb)
		return NULL;
	skb_reserve(skb, HEADROOM);
	header = skb_put_zero(skb, FRAME_BYTES);
	ether_addr_copy(header->h_dest, to);
	ether_addr_copy(header->h_source, from);
	header->h_proto = htons(EXPERIMENT);
	return skb;
}

static int pass(struct net_device *link, bool receive, unsigned int count)
{
	static const u8 station[ETH_ALEN] = {0x02, 0, 0, 0, 1, 0};

	while (count--) {
		struct sk_buff *skb = receive ? frame(link->dev_addr, station) : frame(station, link->dev_addr);

		if (!skb)
			return -ENOMEM;
		skb->dev = link;
		if (receive) {
			skb->protocol = eth_type_trans(skb, link);
			local_bh_disable();
			netif_receive_skb(skb);
			local_bh_enable();
		} else {
			skb_reset_mac_header(skb);
			skb_set_network_header(skb, ETH_HLEN);
			skb->protocol = htons(EXPERIMENT);
			dev_queue_xmit(skb);
		}
	}
	return 0;
}

static ssize_t measure(struct file *file, const char __user *text, size_t length, loff_t *offset)
{
	char line[64], way[4], name[IFNAMSIZ];
	struct net_device *link;
	unsigned int count;
	int error;
	u64 start;

	if (length >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, text, length))
		return -EFAULT;
	line[length] = 0;
	if (sscanf(line, "%3s %15s %u", way, name, &count) != 3 || !count)
		return -EINVAL;
	link = dev_get_by_name(current->nsproxy->net_ns, name);
	if (!link)
		return -ENODEV;
	heard = 0;
	heard_on[0] = 0;
	error = pass(link, way[0] == 'r', WARM_UP);
	start = ktime_get_ns();
	if (!error)
		error = pass(link, way[0] == 'r', count);
	cost = (ktime_get_ns() - start) * 10 / count;
	dev_put(link);
	return error ? error : length;
}

static int show(struct seq_file *out, void *nothing)
{
	seq_printf(out, "%llu.%llu %llu %s\n", cost / 10, cost % 10, heard, heard_on);
	return 0;
}

static int percpu_open(struct inode *inode, struct file *file)
{
	return single_open(file, show, NULL);
}

static const struct proc_ops proc = {
	.proc_open = percpu_open,
	.proc_read = seq_read,
	.proc_write = measure,
	.proc_release = single_release,
};

/* net_failover wants a primary with a PCI card for parent, and a standby with another parent. */
static int make_pair(void)
{
	int error;

	parent = platform_device_register_simple("percpu", -1, NULL, 0);
	card = pci_get_device(PCI_ANY_ID, PCI_ANY_ID, NULL);
	if (IS_ERR(parent) || !card)
		return -ENODEV;
	standby = sink("standby", SINKS + 1, &parent->dev);
	primary = sink("primary", SINKS + 1, &card->dev);
	if (!standby || !primary)
		return -ENOMEM;
	master = net_failover_create(standby);
	if (IS_ERR(master))
		return PTR_ERR(master);
	error = register_netdev(standby);
	return error ? error : register_netdev(primary);
}

static int __init percpu_init(void)
{
	char name[IFNAMSIZ];
	int i, error;

	for (i = 0; i < SINKS; i++) {
		snprintf(name, sizeof(name), "sink%d", i);
		/* An even one and the next have the same address, as a pair of ours has. */
		sinks[i] = sink(name, i / 2 * 2 + 1, NULL);
		if (!sinks[i])
			return -ENOMEM;
		error = register_netdev(sinks[i]);
		if (error)
			return error;
	}
	error = make_pair();
	if (error)
		return error;
	dev_add_pack(&protocol);
	return proc_create("percpu", 0600, NULL, &proc) ? 0 : -ENOMEM;
}

/* Stays until the guest ends. */
module_init(percpu_init);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("The cost of a packet on its way through a link");
