package io.netfailover.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkComparisonTest {
    private static List<String> differences(String before, String ours, String after) throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        return LinkComparison.of(json.readTree(link(before)), json.readTree(link(ours)), json.readTree(link(after)))
                .differences();
    }

    private static String link(String members) {
        return "[{}, {\"ifindex\": 7, \"ifname\": \"ens10\", " + members + "}]";
    }

    @Test
    void equalFieldsAreEqual() throws JsonProcessingException {
        String same = "\"mtu\": 1500, \"flags\": [\"UP\"], \"linkinfo\": {\"info_kind\": \"veth\"}";

        assertThat(differences(same, same, same)).isEmpty();
    }

    @Test
    void aCounterMayLieBetweenWhatIpSaysBeforeAndAfter() throws JsonProcessingException {
        assertThat(differences("\"rx\": 5", "\"rx\": 6", "\"rx\": 8")).isEmpty();
        assertThat(differences("\"rx\": 5", "\"rx\": 4", "\"rx\": 8"))
                .containsExactly("link 7 ens10: rx is 4, ip says 5 and then 8");
    }

    @Test
    void aWordMayBeAsBeforeOrAsAfterAndNothingElse() throws JsonProcessingException {
        assertThat(differences("\"operstate\": \"DOWN\"", "\"operstate\": \"UP\"", "\"operstate\": \"UP\""))
                .isEmpty();
        assertThat(differences("\"operstate\": \"DOWN\"", "\"operstate\": \"UP\"", "\"operstate\": \"DOWN\""))
                .containsExactly("link 7 ens10: operstate is \"UP\", ip says \"DOWN\"");
    }

    @Test
    void whatIpShowsAndWeDoNotIsADifference() throws JsonProcessingException {
        assertThat(differences("\"alias\": \"x\"", "\"mtu\": 1", "\"alias\": \"x\""))
                .contains("link 7 ens10: alias is absent, ip says \"x\"")
                .contains("link 7 ens10: mtu is 1, ip says absent");
    }

    @Test
    void listsAreComparedMemberByMember() throws JsonProcessingException {
        assertThat(differences(
                        "\"vfs\": [{\"vf\": 0}, {\"vf\": 1}]",
                        "\"vfs\": [{\"vf\": 0}, {\"vf\": 2}]",
                        "\"vfs\": [{\"vf\": 0}, {\"vf\": 1}]"))
                .containsExactly("link 7 ens10 [1]: vfs.vf is 2, ip says 1");
    }

    @Test
    void whatIsNotClaimedIsNotCompared() throws JsonProcessingException {
        assertThat(differences("\"xdp\": {\"mode\": 2}", "\"mtu\": 1", "\"xdp\": {\"mode\": 2}"))
                .noneMatch(difference -> difference.contains("xdp"));
    }
}
