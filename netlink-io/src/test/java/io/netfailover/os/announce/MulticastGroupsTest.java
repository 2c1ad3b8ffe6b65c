package io.netfailover.os.announce;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.IfIndex;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class MulticastGroupsTest {
    /** /proc/net/igmp of Linux 6.1 on a little-endian machine. */
    private static final List<String> IGMP = """
            Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter
            1\tlo        :     1      V3
            \t\t\t\t010000E0     1 0:00000000\t\t0
            2\tens10     :     3      V3
            \t\t\t\t030201EF     1 0:00000000\t\t0
            \t\t\t\tFB0000E0     1 0:00000000\t\t0
            \t\t\t\t010000E0     1 0:00000000\t\t0
            12\tens20     :     1      V2
            \t\t\t\t040201EF     1 0:00000000\t\t1
            """.lines().toList();

    /** /proc/net/igmp6 of Linux 6.1. */
    private static final List<String> IGMP6 = """
            1    lo              ff020000000000000000000000000001     1 0000000C 0
            2    ens10           ff0200000000000000000001ff000001     1 00000004 0
            2    ens10           ff020000000000000000000000000001     1 0000000C 0
            2    ens10           ff010000000000000000000000000001     1 00000008 0
            12   ens20           ff05000000000000000000000000c000     1 00000004 0
            """.lines().toList();

    private static MulticastGroups of(int link) {
        return MulticastGroups.read(new IfIndex(link), IGMP, IGMP6);
    }

    @Test
    void groupsAreThoseOfTheLinkThatAreReported() {
        assertThat(of(2).inet()).extracting(InetAddress::getHostAddress).containsExactly("239.1.2.3", "224.0.0.251");
        assertThat(of(2).inet6()).extracting(InetAddress::getHostAddress).containsExactly("ff02:0:0:0:0:1:ff00:1");
        assertThat(of(2).version3()).isTrue();
    }

    @Test
    void aQuerierMayWantAnOlderVersion() {
        assertThat(of(12).inet()).extracting(InetAddress::getHostAddress).containsExactly("239.1.2.4");
        assertThat(of(12).inet6()).extracting(InetAddress::getHostAddress).containsExactly("ff05:0:0:0:0:0:0:c000");
        assertThat(of(12).version3()).isFalse();
    }

    @Test
    void aLinkWithoutGroupsHasNone() {
        assertThat(of(3)).isEqualTo(new MulticastGroups(List.of(), true, List.of()));
    }

    @Test
    void theKernelsFilesAreUnderstood() {
        assertThat(MulticastGroups.of(new IfIndex(1)).inet()).isEmpty();
    }
}
