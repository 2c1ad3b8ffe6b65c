package io.netfailover.datapath;

import io.netfailover.netlink.Link;
import io.netfailover.netlink.TcHook;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Layout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The marks on links that are slaves. */
final class SlaveMarks {
    /** IFALIASZ without its terminating zero, linux/if.h. */
    private static final int MAX_ALIAS_BYTES = 255;

    private final LinkWork work;

    SlaveMarks(LinkWork work) {
        this.work = work;
    }

    /** What our filter says, or the alias. */
    Optional<SlaveMark> on(IfIndex slave) {
        return work.ours(slave, TcHook.INGRESS)
                .flatMap(filter -> SlaveMark.parse(filter.name()))
                .or(() -> work.link(slave).flatMap(link -> SlaveMark.parse(link.alias())));
    }

    /** Whether it is marked, and where slaves of that master live. */
    boolean isSlave(IfIndex link) {
        return on(link).filter(mark -> !isOfHidden(mark) || work.isHidden(link)).isPresent();
    }

    private static boolean isOfHidden(SlaveMark mark) {
        return mark.alias().layout() == Layout.HIDDEN;
    }

    /** Writes the mark as the slave's alias, which keeps what somebody else had written there. */
    void writeAlias(IfIndex slave, SlaveMark mark) {
        String found = work.read(slave).alias();
        String text = mark.withFormerAlias(
                        SlaveMark.parse(found).map(SlaveMark::formerAlias).orElse(found))
                .text();
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_ALIAS_BYTES) {
            throw new DataPathException(
                    "the alias of link " + slave + " is too long to be kept beside ours: shorten it");
        }
        work.alias(slave, text);
    }

    /** Makes a free link of it. The mark goes last, since it says what there is to undo. */
    void remove(IfIndex slave, SlaveMark mark) {
        work.unhide(slave);
        Link link = work.read(slave);
        SlaveIpv6 ipv6 = new SlaveIpv6(link.name());
        boolean was = mark.ipv6Silenced();
        // to a link that changes its namespace the kernel gives what is usual there
        if (ipv6.isOn() != was && (was || isOfHidden(mark))) {
            work.steps().before("turn IPv6 of link " + slave + (was ? " on again" : " off again"));
            ipv6.turn(was);
        }
        work.detach(slave, TcHook.INGRESS);
        SlaveMark.parse(link.alias()).ifPresent(written -> {
            written.ipv4().ifPresent(former -> {
                work.steps().before("give IPv4 of link " + slave + " its settings back");
                new SlaveIpv4(link.name()).write(former);
            });
            work.alias(slave, written.formerAlias());
        });
    }
}
