package io.netfailover.api;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.GuestInterface;
import io.netfailover.hypervisor.Hypervisor;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorListener;
import io.netfailover.hypervisor.MigrationLimits;
import io.netfailover.hypervisor.MigrationProgress;
import io.netfailover.hypervisor.MigrationTarget;
import io.netfailover.hypervisor.VfNic;
import io.netfailover.types.DomainName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** Has the VMs that it was told; only looking is supported, since the API does no more. */
final class ListedHypervisor implements Hypervisor {
    final Map<DomainName, Domain> domains = new ConcurrentSkipListMap<>();
    final Map<DomainName, String> definitions = new ConcurrentSkipListMap<>();
    final Map<String, String> networks = new ConcurrentSkipListMap<>();
    volatile Optional<HypervisorException> failure = Optional.empty();

    private <T> CompletionStage<T> answer(T value) {
        return failure.<CompletionStage<T>>map(CompletableFuture::failedFuture)
                .orElseGet(() -> CompletableFuture.completedFuture(value));
    }

    @Override
    public String name() {
        return "a list";
    }

    @Override
    public boolean ownsDomains() {
        return true;
    }

    @Override
    public CompletionStage<List<DomainName>> domains(Duration deadline) {
        return answer(List.copyOf(domains.keySet()));
    }

    @Override
    public CompletionStage<Optional<Domain>> domain(DomainName name, Duration deadline) {
        return answer(Optional.ofNullable(domains.get(name)));
    }

    @Override
    public CompletionStage<Optional<String>> definition(DomainName name, Duration deadline) {
        return answer(Optional.ofNullable(definitions.get(name)));
    }

    @Override
    public CompletionStage<Optional<String>> network(String name, Duration deadline) {
        return name.equals("unreadable")
                ? CompletableFuture.failedFuture(new HypervisorException(
                        HypervisorException.Reason.FAILED, "could not read network " + name, ""))
                : answer(Optional.ofNullable(networks.get(name)));
    }

    private static UnsupportedOperationException unexpected() {
        return new UnsupportedOperationException("the API only looks");
    }

    @Override
    public CompletionStage<Void> setLink(DomainName name, String alias, boolean up, Duration deadline) {
        throw unexpected();
    }

    @Override
    public CompletionStage<Void> detach(DomainName name, String alias, Duration deadline) {
        throw unexpected();
    }

    @Override
    public CompletionStage<Void> attach(DomainName name, VfNic nic, Duration deadline) {
        throw unexpected();
    }

    @Override
    public CompletionStage<MigrationTarget> expect(DomainName name, List<VfNic> vfs, Duration deadline) {
        throw unexpected();
    }

    @Override
    public CompletionStage<Void> migrate(
            DomainName name,
            MigrationTarget target,
            MigrationLimits limits,
            List<VfNic> vfs,
            Consumer<MigrationProgress> progress) {
        throw unexpected();
    }

    @Override
    public CompletionStage<Void> cancelMigration(DomainName name, Duration deadline) {
        throw unexpected();
    }

    @Override
    public CompletionStage<Void> resume(DomainName name, Duration deadline) {
        throw unexpected();
    }

    @Override
    public CompletionStage<Void> discard(DomainName name, Duration deadline) {
        throw unexpected();
    }

    @Override
    public CompletionStage<Optional<List<GuestInterface>>> guestInterfaces(DomainName name, Duration deadline) {
        throw unexpected();
    }

    @Override
    public void addListener(HypervisorListener listener) {}

    @Override
    public void close() {}
}
