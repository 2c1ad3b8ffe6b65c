package io.netfailover.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @TempDir
    Path root;

    private NetfailoverHome home;

    @BeforeEach
    void makeHome() {
        home = NetfailoverHome.under(root);
    }

    private Settings load(String... lines) throws IOException {
        Files.write(home.configFile(), java.util.List.of(lines));
        return Settings.load(home, Optional.empty());
    }

    @Test
    void withoutAFileTheReferenceHolds() {
        Settings settings = Settings.load(home, Optional.empty());

        assertThat(settings.netdevs()).isEqualTo(Settings.JournalledNetdevs.RELEVANT);
        assertThat(settings.steering()).isEqualTo(new Settings.Steering(Optional.empty(), Optional.empty()));
        assertThat(settings.netlink())
                .isEqualTo(new Settings.Netlink(4 << 20, Duration.ofSeconds(30), Duration.ofMillis(8)));
        assertThat(settings.effectDeadline()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.api().socket()).isEqualTo(root.resolve("run/api.sock"));
        assertThat(settings.api().allowedUids()).isEmpty();
        assertThat(settings.log()).isEqualTo(new Settings.Log(Settings.Level.INFO, false));
        assertThat(settings.bootIdFile()).isEqualTo(Path.of("/proc/sys/kernel/random/boot_id"));
        assertThat(settings.snapshotEvery()).isEqualTo(200);
        assertThat(settings.recoveryTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.remediate()).isFalse();
    }

    @Test
    void theFileOverridesTheReference() throws IOException {
        Settings settings = load(
                "netfailover {",
                "  journal { netdevs = all, recovery-timeout = 2 minutes }",
                "  steering { cpu = 1, real-time-priority = 10 }",
                "  masters.remediate = on",
                "  netlink { receive-buffer = 8 MiB, compare-interval = 1 minute }",
                "  api { socket = other.sock, allowed-uids = [1000, 1001] }",
                "  log { level = debug, json = on }",
                "}");

        assertThat(settings.netdevs()).isEqualTo(Settings.JournalledNetdevs.ALL);
        assertThat(settings.recoveryTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.steering()).isEqualTo(new Settings.Steering(Optional.of(1), Optional.of(10)));
        assertThat(settings.remediate()).isTrue();
        assertThat(settings.netlink())
                .isEqualTo(new Settings.Netlink(8 << 20, Duration.ofMinutes(1), Duration.ofMillis(8)));
        assertThat(settings.api().socket()).isEqualTo(root.resolve("run/other.sock"));
        assertThat(settings.api().allowedUids()).containsExactly(1000, 1001);
        assertThat(settings.log()).isEqualTo(new Settings.Log(Settings.Level.DEBUG, true));
    }

    @Test
    void aFileThatWasAskedForIsReadInsteadOfTheHomesOwn() throws IOException {
        Files.writeString(home.configFile(), "netfailover.snapshot-every = 1");
        Path other = Files.writeString(root.resolve("other.conf"), "netfailover.snapshot-every = 7");

        assertThat(Settings.load(home, Optional.of(other)).snapshotEvery()).isEqualTo(7);
    }

    @Test
    void aFileThatWasAskedForMustExist() {
        assertThatThrownBy(() -> Settings.load(home, Optional.of(root.resolve("absent.conf"))))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(root.resolve("absent.conf") + ": there is no such configuration file");
    }

    @Test
    void anUnknownKeyIsRefusedWithItsPlaceAndTheKeyThatWasMeant() {
        assertThatThrownBy(() -> load("netfailover {", "  jornal.netdevs = all", "}"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(home.configFile() + ":2: netfailover.jornal.netdevs = all: there is no such key;"
                        + " did you mean netfailover.journal.netdevs?");
    }

    @Test
    void anUnknownKeyThatResemblesNoneIsRefusedWithAllThatExist() {
        assertThatThrownBy(() -> load("netfailover.colour-of-the-bikeshed = red"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("there is no such key; the keys are netfailover.api.allowed-uids, ");
    }

    @Test
    void aMisspeltRootIsRefusedThoughOtherRootsAreAkkas() {
        assertThatThrownBy(() -> load("netfailovr.snapshot-every = 3"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(
                        home.configFile() + ":1: netfailovr: there is no such key; did you mean netfailover?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "journal.netdevs = some           | some            | relevant, all",
                "journal.recovery-timeout = 0s    | 0s              | a time from 1s to 3600s, with its unit (ms, s, m, h)",
                "steering.cpu = -1                | -1              | a whole number from 0 to 8191",
                "steering.cpu = fast              | fast            | a whole number from 0 to 8191",
                "netlink.receive-buffer = 1 KiB   | 1 KiB           | a size from 65536 to 1073741824 bytes, such as 4 MiB",
                "netlink.receive-buffer = 4 GiB   | 4 GiB           | a size from 65536 to 1073741824 bytes, such as 4 MiB",
                "netlink.compare-interval = 30    | 30              | a time from 100ms to 86400s, with its unit (ms, s, m, h)",
                "netlink.compare-interval = 2d    | 2d              | a time from 100ms to 86400s, with its unit (ms, s, m, h)",
                "effects.deadline = soon          | soon            | a time from 100ms to 600s, with its unit (ms, s, m, h)",
                "api.allowed-uids = [-1]          | [-1]            | a list of whole numbers not below 0, such as [1000, 1001]",
                "api.allowed-uids = alice         | alice           | a list of whole numbers not below 0, such as [1000, 1001]",
                "log.level = LOUD                 | LOUD            | trace, debug, info, warn, error",
                "log.json = perhaps               | perhaps         | true or false",
                "boot-id-file = \"\"              | ''              | a text that is not empty",
                "snapshot-every = 0               | 0               | a whole number from 1 to 1000000",
                "snapshot-every = 2.5             | 2.5             | a whole number from 1 to 1000000",
            })
    void aWrongValueIsRefusedWithPlaceKeyValueAndWhatIsAllowed(String setting, String value, String allowed) {
        String key = setting.substring(0, setting.indexOf(' '));
        assertThatThrownBy(() -> load("# a comment", "netfailover." + setting))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(home.configFile() + ":2: netfailover." + key + " = " + value + ": allowed is " + allowed);
    }

    @Test
    void aSettingThatIsNullHasNoValue() {
        assertThatThrownBy(() -> load("netfailover.journal.netdevs = null"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("netfailover.journal.netdevs has no value")
                .hasMessageContaining("allowed is relevant, all");
    }

    @Test
    void textThatIsNoHoconIsRefusedWithItsLine() {
        assertThatThrownBy(() -> load("netfailover {", "  snapshot-every = 3", "  log { level = INFO"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(home.configFile() + ":")
                .hasMessageContaining("not HOCON (a superset of JSON): ");
    }

    @Test
    void aSocketPathThatNoSocketCanHaveIsRefused() {
        assertThatThrownBy(() -> load("netfailover.api.socket = /tmp/" + "x".repeat(110)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("at most 107 bytes, netfailover.api.socket makes it 115");
    }

    @Test
    void theActorSystemGetsOurPartsUnderTheFilesOwnAkkaKeys() throws IOException {
        Settings settings = load("akka.actor.default-dispatcher.fork-join-executor.parallelism-max = 3");

        assertThat(settings.actorSystem().getString("steering-dispatcher.type")).isEqualTo("PinnedDispatcher");
        assertThat(settings.actorSystem().getInt("effects-dispatcher.thread-pool-executor.fixed-pool-size"))
                .isEqualTo(4);
        assertThat(settings.actorSystem().getInt("akka.actor.default-dispatcher.fork-join-executor.parallelism-max"))
                .isEqualTo(3);
        assertThat(settings.actorSystem().hasPath("netfailover")).isFalse();
    }
}
