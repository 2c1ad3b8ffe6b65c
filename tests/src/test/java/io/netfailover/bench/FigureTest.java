package io.netfailover.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;

class FigureTest {
    @Test
    void theMedianIsHeldAgainstTheTarget() {
        assertThat(Figure.atLeast(0.9, "ratio", "", List.of(0.5, 0.9, 0.95)).holds())
                .isTrue();
        assertThat(Figure.atLeast(0.9, "ratio", "", List.of(0.5, 0.89, 0.95)).holds())
                .isFalse();
        assertThat(Figure.atMost(3, "ready", "s", List.of(1.0, 3.0, 9.0)).holds())
                .isTrue();
        assertThat(Figure.atMost(3, "ready", "s", List.of(1.0, 3.1, 9.0)).holds())
                .isFalse();
    }

    @Test
    void whatWasNeverMeasuredHoldsNothing() {
        assertThat(Figure.atLeast(0.9, "ratio", "", List.of()).holds()).isFalse();
        assertThat(Figure.atMost(3, "ready", "s", List.of()).holds()).isFalse();
    }

    @Test
    void theSpreadLeavesOutTheOuterQuarters() {
        List<Double> samples = List.of(1000.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, -500.0);

        assertThat(Figure.told("x", "", samples).spread()).isEqualTo(3.0);
    }

    @ParameterizedTest
    @CsvSource({"0.93416, 0.934", "1.0, 1", "12.34, 12.3", "312514.4, '312,514'", "3.456, 3.46"})
    void numbersHaveThreeDigitsThatMatter(double value, String text) {
        assertThat(Figure.number(value)).isEqualTo(text);
    }

    @Test
    void anOutlierDoesNotHideTheOthersAndThePictureIsWellFormed() throws Exception {
        List<Double> samples = DoubleStream.concat(
                        DoubleStream.generate(() -> 1.0).limit(99), DoubleStream.of(1000))
                .boxed()
                .toList();

        String svg = FigureSvg.draw(new Nothing(), List.of(Figure.atLeast(0.9, "a < b & c", "", samples)));

        DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new java.io.StringReader(svg)));
        assertThat(svg.split("<circle", -1)).hasSize(1 + 99);
    }

    private static final class Nothing implements Benchmark {
        @Override
        public String name() {
            return "nothing";
        }

        @Override
        public String description() {
            return "measures nothing";
        }

        @Override
        public List<Figure> run(Consumer<String> progress) {
            return List.of();
        }
    }
}
