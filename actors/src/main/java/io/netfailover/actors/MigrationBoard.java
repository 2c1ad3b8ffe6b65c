package io.netfailover.actors;

import io.netfailover.journal.MigrationView;
import io.netfailover.journal.NodeMessage.Answer;
import io.netfailover.journal.NodeMessage.Probed;
import io.netfailover.journal.VfHolding;
import io.netfailover.types.AlarmKind;
import io.netfailover.types.MigrationId;
import io.netfailover.types.VfRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this host was last told of migrations and of its VFs, and the answers that its API waits for. Read from any thread; the journal of
 * the cluster has the migrations that this host has no part in.
 */
public final class MigrationBoard {
    private static final int KEPT = 200;

    /** @param holding empty when it is free */
    public record VfStatus(VfRef vf, Optional<VfHolding> holding) {}

    private final Map<MigrationId, MigrationView> migrations = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Answer>> asked = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Probed>> probes = new ConcurrentHashMap<>();
    private final String daemon = UUID.randomUUID().toString();
    private final AtomicLong requests = new AtomicLong();
    private volatile List<VfStatus> vfs = List.of();
    private volatile Set<String> pfsDown = Set.of();

    void publish(MigrationView view) {
        synchronized (migrations) {
            migrations.remove(view.id());
            migrations.put(view.id(), view);
            if (migrations.size() > KEPT) {
                migrations.remove(migrations.keySet().iterator().next());
            }
        }
    }

    void publish(List<VfRef> functions, List<VfHolding> holdings) {
        vfs = functions.stream()
                .map(vf -> new VfStatus(
                        vf,
                        holdings.stream()
                                .filter(holding -> holding.vf().equals(vf))
                                .findFirst()))
                .toList();
    }

    void publishPfsDown(Set<String> pfs) {
        pfsDown = pfs;
    }

    /** PFs of the pool without link. */
    public Set<String> pfsDown() {
        return pfsDown;
    }

    /** PFs of the pool without link, and VMs that run without their VF after a migration. */
    public List<AlarmCondition> conditions() {
        List<AlarmCondition> conditions = new ArrayList<>();
        for (String pf : pfsDown) {
            conditions.add(new AlarmCondition(
                    AlarmKind.PF_DOWN, "link " + pf, "PF " + pf + " has no link: VMs with its VFs are cut off"));
        }
        for (MigrationView view : migrations()) {
            if (view.result().isEmpty() && view.phase().equals("degraded")) {
                conditions.add(new AlarmCondition(
                        AlarmKind.MIGRATION_DEGRADED,
                        "domain " + view.id().domain(),
                        "migration " + view.id() + " has moved it, but something of its network is missing: "
                                + view.words()));
            }
        }
        return conditions;
    }

    /** The last shown first. */
    public List<MigrationView> migrations() {
        synchronized (migrations) {
            List<MigrationView> all = new ArrayList<>(migrations.values());
            Collections.reverse(all);
            return all;
        }
    }

    public Optional<MigrationView> migration(MigrationId id) {
        synchronized (migrations) {
            return Optional.ofNullable(migrations.get(id));
        }
    }

    /** The VFs of the pool, in order. */
    public List<VfStatus> vfs() {
        return vfs;
    }

    /** A name for a request that no other request in the fleet has, also not one from before a restart of this daemon. */
    public String newRequest() {
        return daemon + "-" + requests.incrementAndGet();
    }

    /** Completes when the answer to that request comes. */
    public CompletionStage<Answer> expectAnswer(String request) {
        return asked.computeIfAbsent(request, absent -> new CompletableFuture<>());
    }

    public CompletionStage<Probed> expectProbed(String request) {
        return probes.computeIfAbsent(request, absent -> new CompletableFuture<>());
    }

    /** Nobody waits for it any more. */
    public void forget(String request) {
        asked.remove(request);
        probes.remove(request);
    }

    void answered(Answer answer) {
        CompletableFuture<Answer> waiting = asked.remove(answer.request());
        if (waiting != null) {
            waiting.complete(answer);
        }
    }

    void probed(Probed probed) {
        CompletableFuture<Probed> waiting = probes.remove(probed.request());
        if (waiting != null) {
            waiting.complete(probed);
        }
    }
}
