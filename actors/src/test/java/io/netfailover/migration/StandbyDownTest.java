package io.netfailover.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.Hypervisor;
import io.netfailover.hypervisor.Nic;
import io.netfailover.journal.Feed;
import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.MigrationPair;
import io.netfailover.journal.MigrationPlan;
import io.netfailover.journal.NoVf;
import io.netfailover.migration.HostNetwork.GuestPath;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StandbyDownTest {
    private static final DomainName VM = new DomainName("vm1");
    private static final MacAddress MAC = MacAddress.parse("52:54:00:00:12:53");
    private static final VfRef VF = new VfRef("ens6np0", 5, new PciAddress("0000:42:02.5"));
    /** A third of it is waited for what does not come. */
    private static final Duration DEADLINE = Duration.ofMillis(300);

    private final List<String> links = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private boolean standbyUp = true;
    private Optional<GuestPath> whileUp = Optional.of(GuestPath.PRIMARY);
    private Optional<GuestPath> whileDown = Optional.of(GuestPath.PRIMARY);

    @Test
    void aGuestThatAnswersByItsVfLosesItsStandby() {
        standbyDown();

        assertThat(links).containsExactly("down");
        assertThat(notes).isEmpty();
    }

    @Test
    void aGuestThatFallsSilentGetsItsStandbyBack() {
        whileUp = Optional.of(GuestPath.STANDBY);
        whileDown = Optional.empty();

        assertThatThrownBy(this::standbyDown)
                .isInstanceOf(StepException.class)
                .hasMessageContaining("does not answer by the VF of " + MAC);
        assertThat(links).containsExactly("down", "up");
    }

    @Test
    void aGuestThatNeverAnswersProvesNothing() {
        whileUp = Optional.empty();
        whileDown = Optional.empty();

        standbyDown();

        assertThat(links).containsExactly("down", "up", "down");
        assertThat(notes).singleElement().asString().contains("answers nothing");
    }

    private void standbyDown() {
        MigrationOrder order = MigrationOrder.of(
                VM, new HostName("hv1"), new HostName("hv2"), Feed.BOTH, NoVf.REFUSE, Duration.ofMinutes(5));
        MigrationPair pair = new MigrationPair(
                MAC,
                "ua-standby0",
                "tap0",
                "br0",
                "ua-vf0",
                Optional.empty(),
                Optional.empty(),
                Optional.of(VF),
                Optional.empty(),
                1500,
                List.of(),
                List.of());
        StepGround ground = new StepGround(
                order.destination(),
                scripted(Hypervisor.class, (proxy, method, arguments) -> switch (method.getName()) {
                    case "domain" -> CompletableFuture.completedFuture(Optional.of(domain()));
                    case "setLink" -> setLink((Boolean) arguments[2]);
                    default -> throw new UnsupportedOperationException(method.getName());
                }),
                scripted(HostNetwork.class, (proxy, method, arguments) -> switch (method.getName()) {
                    case "uplinkOf" -> "up0";
                    case "guestPath" -> standbyUp ? whileUp : whileDown;
                    default -> throw new UnsupportedOperationException(method.getName());
                }),
                new VfClaims(Map.of(), List.of()),
                DEADLINE,
                progress -> {},
                notes::add);

        GuestSteps.standbyDown(ground, MigrationPlan.of(order).withPairs(List.of(pair)));
    }

    private CompletableFuture<Void> setLink(boolean up) {
        standbyUp = up;
        links.add(up ? "up" : "down");
        return CompletableFuture.completedFuture(null);
    }

    private Domain domain() {
        Nic standby = new Nic(
                "ua-standby0", "virtio", MAC, Optional.of("tap0"), Optional.empty(), standbyUp, Optional.empty(), true);
        return new Domain(
                VM, Domain.State.RUNNING, true, List.of(standby), Optional.empty(), List.of(), Optional.of(true));
    }

    private static <T> T scripted(Class<T> type, InvocationHandler script) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, script));
    }
}
