package io.netfailover.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetfailoverHomeTest {
    @Test
    void withoutTheVariableTheSystemsPlacesAreUsed() {
        NetfailoverHome home = NetfailoverHome.of(Map.of());

        assertThat(home.state()).isEqualTo(Path.of("/var/lib/netfailover"));
        assertThat(home.configFile()).isEqualTo(Path.of("/etc/netfailover/netfailover.conf"));
        assertThat(home.apiSocket()).isEqualTo(Path.of("/run/netfailover/api.sock"));
    }

    @Test
    void theVariableMovesEverything() {
        NetfailoverHome home = NetfailoverHome.of(Map.of("NETFAILOVER_HOME", "/tmp/lab"));

        assertThat(home.state()).isEqualTo(Path.of("/tmp/lab/state"));
        assertThat(home.configFile()).isEqualTo(Path.of("/tmp/lab/netfailover.conf"));
        assertThat(home.apiSocket()).isEqualTo(Path.of("/tmp/lab/run/api.sock"));
        assertThat(home.lockFile()).isEqualTo(Path.of("/tmp/lab/run/daemon.lock"));
        assertThat(home.bpfPins()).isEqualTo(Path.of("/tmp/lab/run/bpf"));
    }

    @Test
    void aRelativeHomeIsRefusedSinceClientAndDaemonMayStandElsewhere() {
        assertThatThrownBy(() -> NetfailoverHome.of(Map.of("NETFAILOVER_HOME", "lab")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("NETFAILOVER_HOME='lab' must be an absolute path");
    }

    @Test
    void aSocketPathOf107BytesIsTakenAndOneOf108IsNot() {
        // "/run/api.sock" has 13 bytes.
        String longest = "/" + "h".repeat(93);
        assertThat(NetfailoverHome.under(Path.of(longest)).apiSocket().toString())
                .hasSize(107);

        assertThatThrownBy(() -> NetfailoverHome.under(Path.of(longest + "h")).apiSocket())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("at most 107 bytes, the home directory makes it 108")
                .hasMessageContaining("Set NETFAILOVER_HOME to a shorter one.");
    }

    @Test
    void bytesCountNotCharacters() {
        assertThatThrownBy(() ->
                        NetfailoverHome.under(Path.of("/" + "ö".repeat(60))).apiSocket())
                .isInstanceOf(InvalidSettingException.class);
    }
}
