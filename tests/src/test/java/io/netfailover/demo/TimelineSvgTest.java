package io.netfailover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.lab.PathSampler;
import io.netfailover.types.Path;
import io.netfailover.types.Steering;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class TimelineSvgTest {
    private static final List<PathSampler.Change> PATHS = List.of(
            new PathSampler.Change(0, Path.PRIMARY),
            new PathSampler.Change(1_100_000_000L, Path.STANDBY),
            new PathSampler.Change(2_100_000_000L, Path.PRIMARY));

    @Test
    void everyStageIsNamedAndEveryLostPacketIsATick() throws Exception {
        List<StageResult> stages = Arrays.stream(Stage.values())
                .map(stage -> Stages.with(stage, 1, Steering.BPF_PROBE, stage == Stage.CARRIER_LOST ? 3 : 0))
                .toList();

        Document picture = parse(TimelineSvg.draw("t", "s", stages, PATHS));

        String text = picture.getDocumentElement().getTextContent();
        assertThat(Arrays.stream(Stage.values()).map(Stage::title)).allMatch(text::contains);
        assertThat(lines(picture, "#c62828")).isEqualTo(3);
    }

    @Test
    void titlesWithMarkupStayText() throws Exception {
        Document picture = parse(TimelineSvg.draw(
                "a < b & 'c'", "s", List.of(Stages.with(Stage.CREATED, 1, Steering.BPF_PROBE, 0)), List.of()));

        assertThat(picture.getDocumentElement().getTextContent()).contains("a < b & 'c'");
    }

    private static long lines(Document picture, String colour) {
        var lines = picture.getElementsByTagName("line");
        long count = 0;
        for (int i = 0; i < lines.getLength(); i++) {
            var stroke = lines.item(i).getAttributes().getNamedItem("stroke");
            count += stroke != null && stroke.getNodeValue().equals(colour) ? 1 : 0;
        }
        return count;
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
    }
}
