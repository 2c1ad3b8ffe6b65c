package io.netfailover.api;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.Nic;
import io.netfailover.journal.Feed;
import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.MigrationPair;
import io.netfailover.journal.MigrationResult;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.MigrationView;
import io.netfailover.journal.NoVf;
import io.netfailover.journal.StepOutcome;
import io.netfailover.journal.StepRecord;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.MacAddress;
import io.netfailover.types.MigrationId;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A VM with a pair, and its migration. */
public final class MigrationFixtures {
    static final HostName HV1 = new HostName("hv1");
    static final HostName HV2 = new HostName("hv2");
    static final DomainName VM1 = new DomainName("vm1");
    static final MacAddress MAC = MacAddress.parse("52:54:00:00:12:53");
    public static final VfRef VF = new VfRef("ens1f0", 3, new PciAddress("0000:03:10.3"));
    static final Instant AT = Instant.parse("2026-11-23T06:00:00Z");

    static final Domain DOMAIN = new Domain(
            VM1,
            Domain.State.RUNNING,
            true,
            List.of(
                    new Nic(
                            "ua-standby0",
                            "virtio",
                            MAC,
                            Optional.of("vmtap01"),
                            Optional.empty(),
                            true,
                            Optional.empty(),
                            true),
                    new Nic(
                            "ua-primary0",
                            "hostdev",
                            MAC,
                            Optional.empty(),
                            Optional.of(VF.pci()),
                            true,
                            Optional.of("ua-standby0"),
                            false)),
            Optional.empty(),
            List.of(),
            Optional.of(true));

    static final MigrationPair PAIR = new MigrationPair(
            MAC,
            "ua-standby0",
            "vmtap01",
            "br0",
            "ua-primary0",
            Optional.of(VF),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            1500,
            List.of(),
            List.of("10.77.0.10"));

    /** As the API makes it of nothing but domain and destination. */
    static final MigrationOrder ORDER = MigrationOrder.of(VM1, HV1, HV2, Feed.BOTH, NoVf.WAIT, Duration.ofMinutes(7));

    private MigrationFixtures() {}

    public static MigrationView view(long ordinal, String phase, Optional<MigrationResult> result) {
        return new MigrationView(
                new MigrationId(VM1, ordinal),
                ORDER,
                "host:hv1 user:root",
                AT,
                result.map(ended -> AT.plusMillis(9300)),
                phase,
                result,
                "vm1 runs on hv2",
                "",
                List.of(
                        new StepRecord(
                                MigrationStep.CHECK_DESTINATION,
                                false,
                                1,
                                AT,
                                Optional.of(AT.plusMillis(12)),
                                Optional.of(StepOutcome.DONE),
                                "",
                                ""),
                        new StepRecord(
                                MigrationStep.DETACH_VF,
                                true,
                                2,
                                AT.plusMillis(12),
                                Optional.empty(),
                                Optional.empty(),
                                "",
                                "")),
                Optional.of(new MigrationView.MoveProgress("active", 1_000_000, 2_000_000, 3_000_000, 4, -1)));
    }
}
