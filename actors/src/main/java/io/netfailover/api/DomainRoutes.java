package io.netfailover.api;

import io.netfailover.hypervisor.Domain;
import io.netfailover.types.DomainName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /v1/domains}: the VMs of this host, as the hypervisor has them now. */
record DomainRoutes(Migrations migrations) {
    /** @return whether there is such a route */
    boolean route(Exchange exchange) {
        switch (exchange.shape()) {
            case "GET domains" -> exchange.answerWith(all(), domains -> Map.of("domains", domains));
            case "GET domains/" -> {
                DomainName name = name(exchange.part(0));
                exchange.answerWith(one(name), found -> found.orElseThrow(() -> missing(name)));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static DomainName name(String text) {
        try {
            return new DomainName(text);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.usage(String.valueOf(e.getMessage()), "'netfailover domain list' shows what there is");
        }
    }

    private ApiProblem missing(DomainName name) {
        return ApiProblem.notFound(
                "there is no domain " + name + " on " + migrations.self(),
                "'netfailover domain list' shows what there is");
    }

    private CompletionStage<Optional<Domain>> one(DomainName name) {
        return migrations.hypervisor().domain(name, migrations.patience().hypervisor());
    }

    /** All are asked for at once; one that goes meanwhile is left out. */
    private CompletionStage<List<Domain>> all() {
        return migrations
                .hypervisor()
                .domains(migrations.patience().hypervisor())
                .thenCompose(names -> {
                    CompletionStage<List<Optional<Domain>>> found = CompletableFuture.completedStage(List.of());
                    for (CompletionStage<Optional<Domain>> domain :
                            names.stream().sorted().map(this::one).toList()) {
                        found = found.thenCombine(domain, DomainRoutes::and);
                    }
                    return found;
                })
                .thenApply(found -> found.stream().flatMap(Optional::stream).toList());
    }

    private static List<Optional<Domain>> and(List<Optional<Domain>> some, Optional<Domain> another) {
        List<Optional<Domain>> more = new java.util.ArrayList<>(some);
        more.add(another);
        return more;
    }
}
