package io.netfailover.netlink;

/** {@code stats64} of {@code ip -statistics -json link}; the errors in detail take a second {@code -statistics}. */
final class StatisticsJson {
    private StatisticsJson() {}

    static JsonObject of(LinkStatistics statistics) {
        JsonObject rx = new JsonObject()
                .number("bytes", statistics.rxBytes())
                .number("packets", statistics.rxPackets())
                .number("errors", statistics.rxErrors())
                .number("dropped", statistics.rxDropped())
                .number("over_errors", statistics.rxOverErrors())
                .number("multicast", statistics.multicast());
        if (statistics.rxCompressed() != 0) {
            rx.number("compressed", statistics.rxCompressed());
        }
        JsonObject tx = new JsonObject()
                .number("bytes", statistics.txBytes())
                .number("packets", statistics.txPackets())
                .number("errors", statistics.txErrors())
                .number("dropped", statistics.txDropped())
                .number("carrier_errors", statistics.txCarrierErrors())
                .number("collisions", statistics.collisions());
        if (statistics.txCompressed() != 0) {
            tx.number("compressed", statistics.txCompressed());
        }
        return new JsonObject().put("rx", rx.map()).put("tx", tx.map());
    }
}
