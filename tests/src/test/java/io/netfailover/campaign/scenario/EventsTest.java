package io.netfailover.campaign.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lines as iproute2 6.1 writes them. */
class EventsTest {
    private final Events events = new Events();

    private static Links links(String... json) throws Exception {
        return new Links(
                new ObjectMapper().readTree("[" + String.join(",", json) + "]"),
                Map.of(Arm.KERNEL, "0000:02:00.0", Arm.OURS, "0000:05:00.0"));
    }

    private static String primary(int index, Arm arm, String slot) {
        return """
                {"ifindex": %d, "ifname": "eth%d", "flags": ["BROADCAST","UP","LOWER_UP"], "mtu": 1500,
                 "address": "%s", "parentbus": "pci", "parentdev": "%s"}""".formatted(index, index, arm.mac(), slot);
    }

    @Test
    void changesOfALinkThatWasThereAreToldInTheirOrder() throws Exception {
        events.learn(links(primary(4, Arm.KERNEL, "0000:02:00.0"), primary(5, Arm.OURS, "0000:05:00.0")));
        events.beginStep();

        events.add(List.of(
                "4: eth4: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 qdisc mq master eth0 state UP group default",
                "5: eth5: <BROADCAST,MULTICAST> mtu 1500 qdisc mq state DOWN group default",
                "4: eth4: <BROADCAST,MULTICAST> mtu 1400 qdisc mq master eth0 state DOWN group default",
                "Deleted 4: eth4: <BROADCAST,MULTICAST> mtu 1400 qdisc noop state DOWN group default"));

        assertThat(events.order(Arm.KERNEL)).isEqualTo("primary mtu 1400, primary down, primary gone");
        assertThat(events.order(Arm.OURS)).isEqualTo("primary down");
    }

    @Test
    void ofALinkThatComesNothingIsTold() throws Exception {
        events.learn(links(primary(4, Arm.KERNEL, "0000:02:00.0")));

        events.add(List.of("4: eth4: <BROADCAST> mtu 1400 qdisc mq state DOWN group default"));

        assertThat(events.order(Arm.KERNEL)).isEmpty();
    }

    @Test
    void aLinkInAnotherSlotThanThePrimarysIsTheSecond() throws Exception {
        Links links = links(primary(4, Arm.KERNEL, "0000:02:00.0"), primary(9, Arm.KERNEL, "0000:03:00.0"));

        assertThat(links.word(4)).isEqualTo("primary");
        assertThat(links.word(9)).isEqualTo("second");
    }
}
