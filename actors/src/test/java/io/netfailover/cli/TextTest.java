package io.netfailover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    @ParameterizedTest
    @CsvSource({"0.04, 0.0s", "1.55, 1.6s", "12.9, 12s", "192.5, 3m12s", "7261, 2h1m", "180000, 2d2h"})
    void timesHaveAtMostTwoUnits(double seconds, String text) {
        assertThat(TimeText.spoken(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"500, 500 B", "1234, 1.2 KiB", "5242880, 5.0 MiB"})
    void sizesHaveOneDecimal(long bytes, String text) {
        assertThat(StatusText.bytes(bytes)).isEqualTo(text);
    }

    @Test
    void columnsAreAsWideAsTheirWidestCellAndLinesHaveNoBlanksAtTheirEnd() {
        Table table = new Table("A", "LONG", "C");
        table.row("wide cell", "x", "y");

        assertThat(table).hasToString("A          LONG  C\nwide cell  x     y\n");
    }

    @Test
    void colourDoesNotCountAsWidth() {
        Table table = new Table(Colours::paint, "A", "B");
        table.row("up", "x");
        table.row("long", "y");

        assertThat(table.toString()).contains("\u001b[32mup\u001b[0m    x\n", "long  y\n");
    }

    @Test
    void whatIsAbsentReadsAsNothing() throws IOException {
        Json json = Json.parse("{\"a\":{\"b\":[1,2.5,true,null,\"x\"]},\"n\":null}");

        assertThat(json.list("a", "b")).extracting(Json::text).containsExactly("1", "2.5", "true", "-", "x");
        assertThat(json.text("n")).isEqualTo("-");
        assertThat(json.text("missing", "deeper")).isEqualTo("-");
        assertThat(json.list("n")).isEmpty();
        assertThat(json.is("missing")).isFalse();
        assertThat(json.count("missing")).isZero();
    }
}
