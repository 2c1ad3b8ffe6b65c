package io.netfailover.hypervisor.domainxml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no definition is refused with its line; nothing outside the file is ever read. */
class BadDefinitionTest {
    private static void assertRefused(byte[] definition, int line, String why) {
        assertThatExceptionOfType(BadXmlException.class)
                .isThrownBy(() -> DomainDocument.parse(definition))
                .withMessageContaining(why)
                .satisfies(refusal -> {
                    assertThat(refusal.line()).isEqualTo(line);
                    assertThat(refusal.advice()).isNotBlank();
                });
    }

    private static void assertRefused(String definition, int line, String why) {
        assertRefused(definition.getBytes(StandardCharsets.UTF_8), line, why);
    }

    @Test
    void nothingIsNoDefinition() {
        assertRefused("", 1, "not well-formed");
        assertRefused("\n\n  \n", 4, "not well-formed");
        assertRefused("vm1", 1, "not well-formed");
        assertRefused("{\"domain\": 1}", 1, "not well-formed");
    }

    @Test
    void theLineOfAMistakeIsTold() {
        assertRefused("<domain>\n<a>\n</b>\n</domain>", 3, "not well-formed");
        assertRefused("<domain>\n<a b=c/>\n</domain>", 2, "not well-formed");
        assertRefused("<domain/>\n<domain/>", 2, "not well-formed");
        assertRefused("<domain>\n\u0001</domain>", 2, "not well-formed");
    }

    @Test
    void documentTypesAndEntitiesAreRefusedUnread(@TempDir Path directory) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "hidden");
        assertRefused("<!DOCTYPE domain SYSTEM '" + secret.toUri() + "'>\n<domain/>", 1, "it has a document type");
        assertRefused(
                "<!DOCTYPE d [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]>\n<domain><name>&x;</name></domain>",
                1,
                "it has a document type");
        assertRefused(
                "<!DOCTYPE d [<!ENTITY a '0123456789'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>\n<domain>&b;</domain>",
                1,
                "it has a document type");
        assertRefused("<domain>\n&unknown;\n</domain>", 2, "unknown");
    }

    @Test
    void sizeAndDepthAreBounded() {
        assertRefused(new byte[DomainDocument.MAX_BYTES + 1], 1, "bytes");
        assertRefused("<domain>" + "<a>".repeat(300) + "</a>".repeat(300) + "</domain>", 1, "nested deeper than 256");
    }

    /** libvirt takes no notice of a declared encoding either. */
    @Test
    void onlyUtf8IsRead() throws Exception {
        assertRefused(new byte[] {'<', 'd', '\n', (byte) 0xff, '/', '>'}, 2, "its bytes are no UTF-8");
        assertRefused("<domain/>".getBytes(StandardCharsets.UTF_16), 1, "its bytes are no UTF-8");
        assertRefused("<domain/>".getBytes(StandardCharsets.UTF_16BE), 1, "not well-formed");
        assertThat(DomainDocument.parse(
                                "<?xml version='1.0' encoding='ISO-8859-1'?><domain><name>\u00e9</name></domain>"
                                        .getBytes(StandardCharsets.UTF_8))
                        .root()
                        .child("name"))
                .hasValueSatisfying(name -> assertThat(name.text()).isEqualTo("\u00e9"));
    }

    /** Whatever is broken in a sound definition ends in findings, never in another exception. */
    @Test
    void noDamageIsTooMuch() throws Exception {
        byte[] sound = Objects.requireNonNull(getClass().getResourceAsStream("corpus/two-pairs.xml"))
                .readAllBytes();
        SplittableRandom random = new SplittableRandom(6);
        for (int round = 0; round < 3_000; round++) {
            byte[] damaged = sound.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(0x20, 0x7f);
            }
            assertThat(DomainCheck.all(Map.of("it", damaged), Optional.empty())).hasSize(1);
        }
    }
}
