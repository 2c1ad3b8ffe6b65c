package io.netfailover.hypervisor.domainxml;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The networks that definitions of the corpus name; it names more, which nobody defined. */
final class CorpusNetworks {
    private CorpusNetworks() {}

    static Networks all() {
        Map<String, Optional<NetworkDocument>> known = new HashMap<>();
        try (Stream<Path> files =
                Files.list(Path.of(Objects.requireNonNull(CorpusNetworks.class.getResource("networks"))
                        .toURI()))) {
            for (Path file : files.toList()) {
                NetworkDocument network = NetworkDocument.parse(Files.readAllBytes(file));
                known.put(network.name(), Optional.of(network));
            }
        } catch (IOException | URISyntaxException | BadXmlException e) {
            throw new IllegalStateException(e);
        }
        return new Networks(known);
    }
}
