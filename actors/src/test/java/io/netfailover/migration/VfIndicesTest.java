package io.netfailover.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class VfIndicesTest {
    private static final List<VfRef> FUNCTIONS = IntStream.range(0, 8)
            .mapToObj(index -> new VfRef("pf0", index, new PciAddress("0000:42:02." + index)))
            .toList();

    @Test
    void rangesAndSingleIndicesAreMeant() {
        assertThat(new VfIndices("0-2, 6").of(FUNCTIONS))
                .extracting(VfRef::index)
                .containsExactly(0, 1, 2, 6);
    }

    @Test
    void allMeansEveryOneThatThereIs() {
        assertThat(new VfIndices("all").of(FUNCTIONS)).isEqualTo(FUNCTIONS);
    }

    @Test
    void indexWithoutVfIsNoError() {
        assertThat(new VfIndices("7-9").of(FUNCTIONS)).extracting(VfRef::index).containsExactly(7);
    }

    @Test
    void whatIsNoListOfIndicesIsRefused() {
        for (String text : List.of("", "a", "1-", "-1", "1,,2", "99999")) {
            assertThatThrownBy(() -> new VfIndices(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + text + "' names no VFs");
        }
        assertThatThrownBy(() -> new VfIndices("3-1")).hasMessage("'3-1' names no VFs: 3-1 goes backwards");
    }
}
