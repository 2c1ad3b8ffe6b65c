package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.journal.MasterPolicy;
import io.netfailover.types.PciAddress;
import io.netfailover.types.Preference;
import io.netfailover.types.Reselect;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicySettingsTest {
    private static MasterPolicy change(String key, String value) {
        return PolicySettings.change(MasterPolicy.DEFAULT, Map.of(key, value));
    }

    @Test
    void theDefaultsAreWhatNetFailoverDoes() {
        assertThat(PolicySettings.of(MasterPolicy.DEFAULT))
                .hasToString(
                        "{prefer=auto, reselect=always, up-delay=0,"
                                + " down-delay=0, flap-limit=0, flap-window=10s, flap-hold=30s, probe-targets=none, probe-interval=1s,"
                                + " probe-misses=3, announce-count=1, announce-interval=200ms, primary-device=none, primary-serial=none}");
    }

    @Test
    void everyKeyIsReadAsItIsWritten() throws UnknownHostException {
        MasterPolicy policy = new MasterPolicy(
                Preference.STANDBY,
                Reselect.BETTER,
                Duration.ofMillis(1500),
                Duration.ofHours(1),
                5,
                Duration.ofMinutes(2),
                Duration.ofHours(24),
                List.of(InetAddress.getByName("192.0.2.1"), InetAddress.getByName("2001:db8::1")),
                Duration.ofMillis(50),
                100,
                255,
                Duration.ofMillis(10),
                Optional.of(new PciAddress("0000:42:02.1")),
                Optional.of("4711"));

        assertThat(PolicySettings.change(MasterPolicy.DEFAULT, PolicySettings.of(policy)))
                .isEqualTo(policy);
        assertThat(PolicySettings.change(policy, PolicySettings.of(MasterPolicy.DEFAULT)))
                .isEqualTo(MasterPolicy.DEFAULT);
    }

    @Test
    void whatIsNotNamedStays() {
        MasterPolicy policy = PolicySettings.change(change("up-delay", "5s"), Map.of("flap-limit", "4"));

        assertThat(policy.upDelay()).hasSeconds(5);
        assertThat(policy.flapLimit()).isEqualTo(4);
        assertThat(policy.prefer()).isEqualTo(Preference.AUTO);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prefer|both|auto, primary or standby",
                "reselect||always, better or failure",
                "up-delay|5|0 to 1h",
                "up-delay|-5s|0 to 1h",
                "up-delay|61m|0 to 1h",
                "down-delay|soon|0 to 1h",
                "flap-limit|1001|0 to 1000",
                "flap-limit|many|0 to 1000",
                "flap-window|99ms|100ms to 1h",
                "flap-hold|25h|100ms to 24h",
                "probe-targets|gateway|none, or up to 16 IP addresses with commas between",
                "probe-targets|192.0.2.1,|none, or up to 16 IP addresses with commas between",
                "probe-targets|224.0.0.1|none, or up to 16 IP addresses with commas between",
                "probe-targets|192.0.2.300|none, or up to 16 IP addresses with commas between",
                "probe-targets|::|none, or up to 16 IP addresses with commas between",
                "probe-interval|49ms|50ms to 1m",
                "probe-misses|0|1 to 100",
                "announce-count|256|0 to 255",
                "announce-interval|0|10ms to 1m",
                "primary-device|ens11|none, or a PCI address as 0000:42:02.1",
                "primary-serial|a b|none, or 1 to 64 visible characters"
            })
    void whatIsOutOfRangeIsNamedWithTheRange(String key, String value, String allowed) {
        String text = value == null ? "" : value;

        assertThatThrownBy(() -> change(key, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(key + "=" + text + " is not allowed: " + allowed);
    }

    @Test
    void anUnknownKeyIsAnsweredWithThoseThatExist() {
        assertThatThrownBy(() -> change("updelay", "5s"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unknown key 'updelay' (prefer, reselect, up-delay, ");
    }
}
