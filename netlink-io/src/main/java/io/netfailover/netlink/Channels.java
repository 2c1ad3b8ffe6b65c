package io.netfailover.netlink;

/**
 * Queues of a link, {@code struct ethtool_channels} of linux/ethtool.h: how many there may be, and how many there are.
 *
 * @param combined those that receive and send
 */
public record Channels(
        int maxReceive,
        int maxTransmit,
        int maxOther,
        int maxCombined,
        int receive,
        int transmit,
        int other,
        int combined) {

    public Channels with(int newReceive, int newTransmit, int newCombined) {
        return new Channels(
                maxReceive, maxTransmit, maxOther, maxCombined, newReceive, newTransmit, other, newCombined);
    }
}
