package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Dumps that take several datagrams while links come and go; needs root. */
final class DumpUnderChangeTest {
    private static final int STABLE_PAIRS = 60;
    private static final int CHANGES = 60;

    private final Namespace namespace = new Namespace();
    private final RouteSocket route = namespace.openRouteSocket();

    @AfterEach
    void remove() {
        route.close();
        namespace.close();
    }

    @Test
    void everyDumpThatSucceedsShowsOneMoment() throws InterruptedException {
        for (int i = 0; i < STABLE_PAIRS; i++) {
            route.createVeth(VethPair.of("s" + i, "t" + i));
        }
        AtomicBoolean changing = new AtomicBoolean(true);
        Thread writer = new Thread(() -> {
            try (RouteSocket other = namespace.openRouteSocket()) {
                for (int i = 0; i < CHANGES; i++) {
                    other.delete(other.createVeth(VethPair.of("c", "d")).link().ifIndex());
                }
            } finally {
                changing.set(false);
            }
        });
        writer.start();
        int dumps = 0;
        while (changing.get()) {
            try {
                assertShowsOneMoment(route.dumpLinks());
                dumps++;
            } catch (NetlinkException e) {
                assertThat(e.errnoName()).isEqualTo("EINTR");
            }
        }
        writer.join();
        assertThat(dumps).isPositive();
        assertThat(route.dumpLinks()).hasSize(2 * STABLE_PAIRS + 1);
    }

    private static void assertShowsOneMoment(List<Link> links) {
        assertThat(links).extracting(Link::ifIndex).doesNotHaveDuplicates();
        long stable =
                links.stream().filter(link -> link.name().matches("[st][0-9]+")).count();
        assertThat(stable).isEqualTo(2 * STABLE_PAIRS);
        boolean one = links.stream().anyMatch(link -> link.name().equals("c"));
        boolean other = links.stream().anyMatch(link -> link.name().equals("d"));
        assertThat(one).as("both ends of a pair or none").isEqualTo(other);
    }
}
