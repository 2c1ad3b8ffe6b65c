package io.netfailover.api;

import io.netfailover.actors.MigrationBoard.VfStatus;
import io.netfailover.actors.NetdevStatus;
import io.netfailover.actors.StatusBoard;
import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.domainxml.BadXmlException;
import io.netfailover.hypervisor.domainxml.DomainCheck;
import io.netfailover.hypervisor.domainxml.DomainDocument;
import io.netfailover.hypervisor.domainxml.Finding;
import io.netfailover.hypervisor.domainxml.HostFacts;
import io.netfailover.hypervisor.domainxml.NetworkDocument;
import io.netfailover.hypervisor.domainxml.Networks;
import io.netfailover.types.DomainName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * {@code /v1/domains}: the VMs of this host, as the hypervisor has them now.
 *
 * @param uplinks the configured ones ({@code netfailover.migration.uplinks})
 */
record DomainRoutes(Migrations migrations, StatusBoard board, Set<String> uplinks) {
    /** @param line of what {@code virsh dumpxml --inactive} prints */
    record Found(String rule, String severity, int line, String reason, String fix) {
        static Found of(Finding finding) {
            return new Found(
                    finding.rule().id(),
                    finding.rule().severity().word(),
                    finding.line(),
                    finding.reason(),
                    finding.fix());
        }
    }

    record CheckDocument(DomainName domain, List<Found> findings) {}

    /** @return whether there is such a route */
    boolean route(Exchange exchange) {
        switch (exchange.shape() + exchange.part(1)) {
            case "GET domains" -> exchange.answerWith(all(), domains -> Map.of("domains", domains));
            case "GET domains/" -> {
                DomainName name = name(exchange.part(0));
                exchange.answerWith(one(name), found -> found.orElseThrow(() -> missing(name)));
            }
            case "GET domains//check" -> check(exchange, name(exchange.part(0)));
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
        return ofEach(this::one)
                .thenApply(found -> found.stream().flatMap(Optional::stream).toList());
    }

    private <T> CompletionStage<List<T>> ofEach(Function<DomainName, CompletionStage<T>> question) {
        return migrations
                .hypervisor()
                .domains(migrations.patience().hypervisor())
                .thenCompose(names -> {
                    CompletionStage<List<T>> answers = CompletableFuture.completedStage(List.of());
                    for (CompletionStage<T> answer :
                            names.stream().sorted().map(question).toList()) {
                        answers = answers.thenCombine(answer, DomainRoutes::and);
                    }
                    return answers;
                });
    }

    private static <T> List<T> and(List<T> some, T another) {
        List<T> more = new ArrayList<>(some);
        more.add(another);
        return more;
    }

    private record Definition(DomainName domain, Optional<String> xml) {}

    /** All definitions are read, since a VF may be given to two VMs. */
    private void check(Exchange exchange, DomainName name) {
        if (!migrations.hypervisor().ownsDomains()) {
            throw ApiProblem.refused(
                    "definitions of VMs are configuration here, not XML of libvirt",
                    "'netfailover domain check FILE' looks at a file");
        }
        exchange.answerWith(
                ofEach(domain -> migrations
                                .hypervisor()
                                .definition(domain, migrations.patience().hypervisor())
                                .thenApply(xml -> new Definition(domain, xml)))
                        .thenCompose(definitions -> networksOf(name, definitions)
                                .thenApply(networks -> checked(name, definitions, networks))),
                Function.identity());
    }

    private CompletionStage<Networks> networksOf(DomainName name, List<Definition> definitions) {
        CompletionStage<Map<String, Optional<NetworkDocument>>> known = CompletableFuture.completedStage(Map.of());
        for (String network : definitions.stream()
                .filter(definition -> definition.domain().equals(name))
                .flatMap(definition -> definition.xml().stream())
                .flatMap(xml -> DomainRoutes.networkNames(xml).stream())
                .toList()) {
            known = known.thenCombine(network(network), DomainRoutes::and);
        }
        return known.thenApply(Networks::new);
    }

    private static Set<String> networkNames(String xml) {
        try {
            return DomainDocument.parse(xml.getBytes(StandardCharsets.UTF_8)).networks();
        } catch (BadXmlException e) {
            return Set.of(); // a finding of its own
        }
    }

    /** Empty when it could not be read, as by a libvirtd without the driver: a finding says that it was not checked. */
    private CompletionStage<Map<String, Optional<NetworkDocument>>> network(String name) {
        return migrations
                .hypervisor()
                .network(name, migrations.patience().hypervisor())
                .thenApply(xml -> {
                    try {
                        return xml.isEmpty()
                                ? Map.of(name, Optional.<NetworkDocument>empty())
                                : Map.of(
                                        name,
                                        Optional.of(
                                                NetworkDocument.parse(xml.get().getBytes(StandardCharsets.UTF_8))));
                    } catch (BadXmlException e) {
                        return Map.<String, Optional<NetworkDocument>>of();
                    }
                })
                .exceptionally(failure -> Map.of());
    }

    private static <T> Map<String, T> and(Map<String, T> some, Map<String, T> others) {
        Map<String, T> more = new LinkedHashMap<>(some);
        more.putAll(others);
        return more;
    }

    private CheckDocument checked(DomainName name, List<Definition> definitions, Networks networks) {
        Map<String, byte[]> read = new LinkedHashMap<>();
        for (Definition definition : definitions) {
            definition
                    .xml()
                    .ifPresent(xml -> read.put(definition.domain().value(), xml.getBytes(StandardCharsets.UTF_8)));
        }
        List<Finding> findings =
                DomainCheck.all(read, networks, Optional.of(facts())).get(name.value());
        if (findings == null) {
            throw missing(name);
        }
        return new CheckDocument(name, findings.stream().map(Found::of).toList());
    }

    /** What was last published: nothing is asked for. Of two links of one name, for a moment, one counts. */
    private HostFacts facts() {
        Map<Integer, String> names =
                board.netdevs().stream().collect(Collectors.toMap(NetdevStatus::ifindex, NetdevStatus::name));
        return new HostFacts(
                migrations.board().vfs().stream().map(VfStatus::vf).toList(),
                board.netdevs().stream()
                        .collect(Collectors.toMap(
                                NetdevStatus::name,
                                link -> new HostFacts.Link(
                                        link.mtuBytes(),
                                        Optional.ofNullable(link.master()).map(names::get),
                                        Optional.ofNullable(link.parent())),
                                (one, other) -> other)),
                uplinks);
    }
}
