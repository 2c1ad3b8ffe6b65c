package io.netfailover.os.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.types.MacAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole frames, written out field by field from the RFCs that {@link ArpFrames} and its like name. */
final class FramesTest {
    private static final Station STATION = Station.of(MacAddress.parse("02:00:00:00:00:07"));
    private static final String MAC = "020000000007";
    private static final String BROADCAST = "ffffffffffff";
    private static final String NOBODY = "000000000000";

    @Test
    void gratuitousRequestAsksForItsOwnAddress() {
        assertFrame(
                ArpFrames.gratuitousRequest(STATION, inet("10.1.2.3")),
                BROADCAST + MAC + "0806" + "0001080006040001" + MAC + "0a010203" + NOBODY + "0a010203");
    }

    @Test
    void gratuitousReplyIsAddressedToItself() {
        assertFrame(
                ArpFrames.gratuitousReply(STATION, inet("10.1.2.3")),
                BROADCAST + MAC + "0806" + "0001080006040002" + MAC + "0a010203" + MAC + "0a010203");
    }

    @Test
    void rarpIsTheFrameOfQemu() {
        assertFrame(
                ArpFrames.rarp(STATION),
                BROADCAST + MAC + "8035" + "0001080006040003" + MAC + "00000000" + MAC + "00000000");
    }

    @Test
    void probeIsAQuestionFromNobody() {
        assertFrame(
                ArpFrames.probe(STATION, inet("10.1.2.3")),
                BROADCAST + MAC + "0806" + "0001080006040001" + MAC + "00000000" + NOBODY + "0a010203");
    }

    @Test
    void solicitationAsksTheGroupOfItsTarget() {
        byte[] frame = NeighbourSolicitation.of(STATION, inet6("fd00::12:3456"));
        assertFrame(
                frame,
                "3333ff123456" + MAC + "86dd" + "60000000" + "0020" + "3a" + "ff" + "fe800000000000000000"
                        + "00fffe000007"
                        + "ff0200000000000000000001ff123456" + "8700" + checksumOf(frame, 54) + "00000000"
                        + "fd000000000000000000000000123456" + "0101" + MAC);
        assertPacketSums(frame, 54, 32, 58);
    }

    @Test
    void linkLocalAddressIsTheModifiedEui64() {
        assertThat(LinkLocalAddress.of(MacAddress.parse("52:54:00:12:34:56")))
                .isEqualTo(inet6("fe80::5054:ff:fe12:3456"));
    }

    @Test
    void ownAddressIsWhatNoRouterAndNoProxySays() {
        assertThat(OwnAddress.of(ArpFrames.gratuitousRequest(STATION, inet("10.1.2.3"))))
                .hasValue(inet("10.1.2.3"));
        assertThat(OwnAddress.of(NeighbourSolicitation.of(STATION, inet6("fd00::1"))))
                .hasValue(inet6("fe80::ff:fe00:7"));
        assertThat(OwnAddress.of(ArpFrames.gratuitousReply(STATION, inet("10.1.2.3"))))
                .as("a proxy's too")
                .isEmpty();
        assertThat(OwnAddress.of(ArpFrames.probe(STATION, inet("10.1.2.3"))))
                .as("none yet")
                .isEmpty();
        assertThat(OwnAddress.of(MldReport.version1(STATION, inet6("fe80::7"), inet6("ff05::1:3"))))
                .isEmpty();
        assertThat(OwnAddress.of(new byte[14])).isEmpty();
        byte[] forwarded = NeighbourSolicitation.of(STATION, inet6("fd00::1"));
        forwarded[21] = 64;
        assertThat(OwnAddress.of(forwarded)).as("hop limit 64").isEmpty();
    }

    @Test
    void ownAddressOfACutOffFrameIsNone() {
        byte[] arp = ArpFrames.gratuitousRequest(STATION, inet("10.1.2.3"));
        byte[] solicitation = NeighbourSolicitation.of(STATION, inet6("fd00::1"));
        for (int length = 0; length < 32; length++) {
            assertThat(OwnAddress.of(Arrays.copyOf(arp, length))).isEmpty();
        }
        for (int length = 0; length < 54; length++) {
            assertThat(OwnAddress.of(Arrays.copyOf(solicitation, length))).isEmpty();
        }
    }

    @Test
    void answerSaysWhoseAddressItIs() {
        assertThat(OwnAddress.inAnswer(ArpFrames.gratuitousReply(STATION, inet("10.1.2.3"))))
                .contains(inet("10.1.2.3"));
        assertThat(OwnAddress.inAnswer(NeighbourAdvertisement.unsolicited(STATION, inet6("fd00::3"), false)))
                .contains(inet6("fd00::3"));
        assertThat(OwnAddress.inAnswer(ArpFrames.request(STATION, inet("10.1.2.3"), inet("10.1.2.1"))))
                .isEmpty();
        assertThat(OwnAddress.inAnswer(NeighbourSolicitation.of(STATION, inet6("fd00::1"))))
                .isEmpty();
    }

    @Test
    void answerThatIsCutOffIsNone() {
        byte[] arp = ArpFrames.gratuitousReply(STATION, inet("10.1.2.3"));
        byte[] advertisement = NeighbourAdvertisement.unsolicited(STATION, inet6("fd00::3"), false);
        for (int length = 0; length < 28 + 4; length++) {
            assertThat(OwnAddress.inAnswer(Arrays.copyOf(arp, length))).isEmpty();
        }
        for (int length = 0; length < 62 + 16; length++) {
            assertThat(OwnAddress.inAnswer(Arrays.copyOf(advertisement, length)))
                    .isEmpty();
        }
    }

    @Test
    void requestSaysWhoAsks() {
        byte[] request = ArpFrames.request(STATION, inet("10.1.2.3"), inet("10.1.2.1"));

        assertThat(HexFormat.of().formatHex(request, 20, 42))
                .isEqualTo("0001" + HexFormat.of().formatHex(STATION.address().toBytes()) + "0a010203" + "000000000000"
                        + "0a010201");
        assertThat(OwnAddress.of(request)).contains(inet("10.1.2.3"));
    }

    @Test
    void solicitationComesFromTheAddressThatIsGiven() {
        byte[] question = NeighbourSolicitation.of(STATION, inet6("fd00::3"), inet6("fd00::1"));

        assertThat(OwnAddress.of(question)).contains(inet6("fd00::3"));
    }

    @Test
    void tagComesBeforeTheEthertypeAndMakesTheFrameLonger() {
        byte[] frame = ArpFrames.gratuitousRequest(STATION.inVlan(10), inet("10.1.2.3"));
        assertThat(frame).hasSize(64);
        assertThat(HexFormat.of().formatHex(frame))
                .startsWith(BROADCAST + MAC + "8100000a" + "0806" + "0001080006040001");
    }

    @Test
    void advertisementOverridesAndGoesToAllNodes() {
        String source = "fd000000000000000000000000000001";
        byte[] frame = NeighbourAdvertisement.unsolicited(STATION, inet6("fd00::1"), false);
        assertFrame(
                frame,
                "333300000001" + MAC + "86dd" + "60000000" + "0020" + "3a" + "ff" + source
                        + "ff020000000000000000000000000001" + "8800" + checksumOf(frame, 54) + "20000000" + source
                        + "0201" + MAC);
        assertPacketSums(frame, 54, 32, 58);
        byte[] router = NeighbourAdvertisement.unsolicited(STATION, inet6("fd00::1"), true);
        assertThat(HexFormat.of().formatHex(router, 58, 62)).isEqualTo("a0000000");
        assertPacketSums(router, 54, 32, 58);
    }

    @Test
    void advertisementInAVlanHasTheSameChecksum() {
        byte[] tagged = NeighbourAdvertisement.unsolicited(STATION.inVlan(10), inet6("fd00::1"), false);
        byte[] plain = NeighbourAdvertisement.unsolicited(STATION, inet6("fd00::1"), false);
        assertThat(Arrays.copyOfRange(tagged, 18, tagged.length))
                .isEqualTo(Arrays.copyOfRange(plain, 14, plain.length));
    }

    @Test
    void igmp2ReportGoesToItsGroup() {
        byte[] frame = IgmpReport.version2(STATION, inet("10.1.2.3"), inet("239.129.2.3"));
        assertFrame(
                frame,
                "01005e010203" + MAC + "0800" + "46c00020" + "00004000" + "0102" + checksumOf(frame, 22) + "0a010203"
                        + "ef810203" + "94040000" + "1600" + checksumOf(frame, 38) + "ef810203");
        assertSumsToNothing(frame, 14, 38);
        assertSumsToNothing(frame, 38, 46);
        // worked out by hand: 1600 + ef81 + 0203 = 10784, folded 0785, complement f87a
        assertThat(checksumOf(frame, 38)).isEqualTo("f87a");
    }

    @Test
    void igmp3ReportNamesAllGroups() {
        byte[] frame = IgmpReport.version3(STATION, inet("10.1.2.3"), List.of(inet("239.1.2.3"), inet("239.1.2.4")));
        assertFrame(
                frame,
                "01005e000016" + MAC + "0800" + "46c00030" + "00004000" + "0102" + checksumOf(frame, 22) + "0a010203"
                        + "e0000016" + "94040000" + "2200" + checksumOf(frame, 38) + "00000002" + "02000000"
                        + "ef010203" + "02000000" + "ef010204");
        assertSumsToNothing(frame, 14, 38);
        assertSumsToNothing(frame, 38, 62);
    }

    @Test
    void mld1ReportGoesToItsGroup() {
        byte[] frame = MldReport.version1(STATION, inet6("fe80::7"), inet6("ff05::1:3"));
        String group = "ff050000000000000000000000010003";
        assertFrame(
                frame,
                "333300010003" + MAC + "86dd" + "60000000" + "0020" + "00" + "01" + "fe800000000000000000000000000007"
                        + group + "3a00050200000100" + "8300" + checksumOf(frame, 62) + "00000000" + group);
        assertPacketSums(frame, 62, 24, 58);
    }

    @Test
    void mld2ReportNamesAllGroups() {
        byte[] frame = MldReport.version2(STATION, inet6("fe80::7"), List.of(inet6("ff05::1:3"), inet6("ff02::fb")));
        assertFrame(
                frame,
                "333300000016" + MAC + "86dd" + "60000000" + "0038" + "00" + "01" + "fe800000000000000000000000000007"
                        + "ff020000000000000000000000000016" + "3a00050200000100" + "8f00" + checksumOf(frame, 62)
                        + "00000002" + "02000000" + "ff050000000000000000000000010003" + "02000000"
                        + "ff0200000000000000000000000000fb");
        assertPacketSums(frame, 62, 48, 58);
    }

    @Test
    void fullReportsFitIntoAFrame() {
        byte[] igmp = IgmpReport.version3(
                STATION, inet("10.1.2.3"), Collections.nCopies(IgmpReport.MAX_GROUPS, inet("239.1.2.3")));
        byte[] mld = MldReport.version2(
                STATION, inet6("fe80::7"), Collections.nCopies(MldReport.MAX_GROUPS, inet6("ff05::1:3")));
        assertThat(igmp.length - 14).isBetween(1490, 1500);
        assertThat(mld.length - 14).isBetween(1480, 1500);
        assertSumsToNothing(igmp, 38, igmp.length);
        assertPacketSums(mld, 62, mld.length - 62, 58);
    }

    @Test
    void whatCannotBeAnnouncedIsRefused() {
        assertThatThrownBy(() -> IgmpReport.version2(STATION, inet("10.1.2.3"), inet("10.1.2.4")))
                .hasMessage("not a group: 10.1.2.4");
        assertThatThrownBy(() -> MldReport.version1(STATION, inet6("fe80::7"), inet6("fd00::1")))
                .hasMessageStartingWith("not a group: fd00");
        assertThatThrownBy(() -> IgmpReport.version3(STATION, inet("10.1.2.3"), List.of()))
                .hasMessage("1 to 183 groups fit into a report, not 0");
        assertThatThrownBy(() ->
                        MldReport.version2(STATION, inet6("fe80::7"), Collections.nCopies(73, inet6("ff05::1:3"))))
                .hasMessage("1 to 72 groups fit into a report, not 73");
        assertThatThrownBy(() -> STATION.inVlan(4095)).hasMessage("not a VLAN: 4095");
        assertThatThrownBy(() -> STATION.inVlan(-1)).hasMessage("not a VLAN: -1");
        assertThatThrownBy(() -> Station.of(MacAddress.parse("01:00:5e:00:00:01")))
                .hasMessage("nobody sends from the group address 01:00:5e:00:00:01");
    }

    @Test
    void checksumIsThatOfTheRfc() {
        // RFC 1071, 3: the example's sum is ddf2
        byte[] example = {0, 1, (byte) 0xf2, 3, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, (byte) 0xf7};
        assertThat(InternetChecksum.finish(InternetChecksum.sum(example, 0, example.length)))
                .isEqualTo(~0xddf2 & 0xffff);
        assertThat(InternetChecksum.sum(new byte[] {1, 2, 3}, 0, 3)).isEqualTo(0x0102 + 0x0300);
    }

    private static void assertFrame(byte[] frame, String expected) {
        assertThat(frame.length).isGreaterThanOrEqualTo(60);
        String whole = HexFormat.of().formatHex(frame);
        assertThat(whole.substring(0, expected.length())).isEqualTo(expected);
        assertThat(whole.substring(expected.length())).as("padding").matches("0*");
    }

    /** Over an upper-layer packet and its pseudo header (RFC 8200, 8.1), the checksum included. */
    private static void assertPacketSums(byte[] frame, int start, int length, int nextHeader) {
        byte[] summed = new byte[40 + length];
        System.arraycopy(frame, 22, summed, 0, 32);
        summed[34] = (byte) (length >>> 8);
        summed[35] = (byte) length;
        summed[39] = (byte) nextHeader;
        System.arraycopy(frame, start, summed, 40, length);
        assertSumsToNothing(summed, 0, summed.length);
    }

    /** With its own checksum in it, what is intact sums to 0xffff; summed here without the code under test. */
    private static void assertSumsToNothing(byte[] bytes, int start, int end) {
        int sum = 0;
        for (int i = start; i < end; i += 2) {
            sum += (bytes[i] & 0xff) * 256 + (i + 1 < end ? bytes[i + 1] & 0xff : 0);
        }
        assertThat((sum & 0xffff) + (sum >>> 16)).isEqualTo(0xffff);
    }

    private static String checksumOf(byte[] frame, int packet) {
        // two octets in, except in IPv4 headers, whose checksum is given by its own place
        int at = packet == 22 ? 24 : packet + 2;
        return HexFormat.of().formatHex(frame, at, at + 2);
    }

    private static Inet4Address inet(String text) {
        return (Inet4Address) address(text);
    }

    private static Inet6Address inet6(String text) {
        return (Inet6Address) address(text);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
