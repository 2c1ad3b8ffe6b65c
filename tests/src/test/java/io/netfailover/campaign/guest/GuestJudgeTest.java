package io.netfailover.campaign.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The judge convicts what people suffer from, and nothing else. */
class GuestJudgeTest {
    private static final String SOUND = """
            [{"ifname":"enp1s0","addr_info":[{"family":"inet","local":"192.168.50.10"},{"family":"inet6","local":"fe80::1"}]},\
            {"ifname":"enp1s0nsby","master":"enp1s0","addr_info":[]},\
            {"ifname":"enp2s0","master":"enp1s0","addr_info":[]}]""";
    private static final String OURS = """
            [{"ifname":"enp1s0nsby","address":"02:00:00:00:00:01","addr_info":[]},\
            {"ifname":"enp2s0","address":"02:00:00:00:00:01","addr_info":[]},\
            {"ifname":"enp1s0x","address":"02:00:00:00:00:02","linkinfo":{"info_kind":"veth"},"addr_info":[]},\
            {"ifname":"enp1s0","address":"02:00:00:00:00:01","linkinfo":{"info_kind":"veth"},\
            "addr_info":[{"family":"inet","local":"192.168.50.10"},{"family":"inet6","local":"fe80::1"}]}]
            enp1s0nsby
            enp2s0
            """;

    @Test
    void oneLeaseOnTheMasterThatAnswersIsSound() {
        assertThat(judge(SOUND, List.of("192.168.50.10"), true)).isEmpty();
    }

    @Test
    void aLinkLocalAddressOnASlaveIsConvicted() {
        String slave = SOUND.replace(
                "\"enp2s0\",\"master\":\"enp1s0\",\"addr_info\":[]",
                "\"enp2s0\",\"master\":\"enp1s0\",\"addr_info\":[{\"family\":\"inet6\",\"local\":\"fe80::1\"}]");

        assertThat(judge(slave, List.of("192.168.50.10"), true))
                .containsExactly("boot: the slave enp2s0 has [fe80::1]");
    }

    @Test
    void aSecondLeaseIsConvicted() {
        assertThat(judge(SOUND, List.of("192.168.50.10", "192.168.50.11"), true))
                .hasSize(1);
    }

    @Test
    void aMasterWithoutAddressThatDoesNotAnswerIsConvicted() {
        String bare = SOUND.replace("{\"family\":\"inet\",\"local\":\"192.168.50.10\"},", "");

        assertThat(judge(bare, List.of("192.168.50.10"), false)).hasSize(3);
    }

    @Test
    void aMasterThatLostItsNameIsConvicted() {
        assertThat(GuestJudge.objections(
                        "boot", "lan0", 2, 0, Maker.KERNEL.parse(SOUND), List.of("192.168.50.10"), true))
                .containsExactly("boot: the master is called enp1s0, no longer lan0");
    }

    @Test
    void aLinkLocalAddressIsNotCountedAsWhatADaemonGave() {
        String slaves = SOUND.replace(
                        "\"enp1s0nsby\",\"master\":\"enp1s0\",\"addr_info\":[]",
                        "\"enp1s0nsby\",\"master\":\"enp1s0\",\"addr_info\":[{\"family\":\"inet6\",\"local\":\"fe80::1\"}]")
                .replace(
                        "\"enp2s0\",\"master\":\"enp1s0\",\"addr_info\":[]",
                        "\"enp2s0\",\"master\":\"enp1s0\",\"addr_info\":[{\"family\":\"inet\",\"local\":\"192.168.50.10\"},"
                                + "{\"family\":\"inet6\",\"local\":\"fe80::1\"}]");

        assertThat(Maker.KERNEL.parse(slaves).slavesWithAddress()).isEqualTo(1);
    }

    @Test
    void aMasterOfOursWithOneLeaseIsSound() {
        assertThat(ours(OURS)).isEmpty();
    }

    @Test
    void anAddressOnTheIdleEndIsConvicted() {
        String idle = OURS.replace(
                "\"veth\"},\"addr_info\":[]", "\"veth\"},\"addr_info\":[{\"family\":\"inet6\",\"local\":\"fe80::2\"}]");

        assertThat(ours(idle)).containsExactly("boot: the idle end enp1s0x has [fe80::2]");
    }

    @Test
    void aVfThatIsNoSlaveOfOursIsConvicted() {
        assertThat(ours(OURS.replace("\nenp2s0\n", "\n")))
                .containsExactly("boot: slaves are [enp1s0nsby] where 2 are wanted");
    }

    @Test
    void nicsWithoutTheirMasterAreConvicted() {
        String nics = OURS.replace("\"info_kind\":\"veth\"", "").replaceAll("(?s)\\nenp.*", "");

        assertThat(ours(nics)).contains("boot: the master is called , no longer enp1s0");
    }

    private static List<String> ours(String said) {
        return GuestJudge.objections(
                "boot", "enp1s0", 2, 1, Maker.NETFAILOVER.parse(said), List.of("192.168.50.10"), true);
    }

    private static List<String> judge(String links, List<String> leases, boolean reached) {
        return GuestJudge.objections("boot", "enp1s0", 2, 0, Maker.KERNEL.parse(links), leases, reached);
    }
}
