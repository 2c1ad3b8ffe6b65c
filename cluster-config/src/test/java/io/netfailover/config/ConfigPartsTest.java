package io.netfailover.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigPartsTest {
    @Test
    void noTwoPartsSetTheSameKey() {
        Set<String> seen = new HashSet<>();
        for (String part : ConfigParts.OURS) {
            ConfigFactory.parseResources(part)
                    .resolve()
                    .entrySet()
                    .forEach(entry -> assertThat(seen.add(entry.getKey()))
                            .as(part + " sets " + entry.getKey())
                            .isTrue());
        }
        assertThat(seen).hasSizeGreaterThan(15);
    }
}
