package io.netfailover.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfailover.actors.AlarmCondition;
import io.netfailover.api.UnixClient.Answer;
import io.netfailover.types.AlarmKind;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlarmRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACKNOWLEDGE = "POST /v1/alarms/acknowledge";

    private final TestDaemon daemon = ApiTest.daemon("");
    private final ApiServer server = ApiTest.server(daemon);

    @AfterEach
    void close() throws IOException {
        server.close();
        daemon.close();
    }

    private Answer ask(String request, String body) throws IOException {
        return UnixClient.ask(daemon.socket(), request, body);
    }

    private JsonNode alarms(String target, String field) throws IOException {
        return JSON.readTree(ask("GET " + target, "").body()).path(field);
    }

    @Test
    void alarmsAreListedAndAcknowledged() throws IOException {
        assertThat(alarms("/v1/alarms", "alarms")).isEmpty();
        daemon.raise(new AlarmCondition(AlarmKind.ONE_WAY, "master ens10", "primary ens11 has no carrier"));

        JsonNode standing = alarms("/v1/alarms", "alarms");
        assertThat(standing.toString())
                .isEqualTo(
                        "[{\"kind\":\"one-way\",\"subject\":\"master ens10\",\"text\":\"primary ens11 has no carrier\","
                                + "\"raisedAt\":\"2026-11-23T06:00:00Z\",\"acknowledgedBy\":null}]");
        assertThat(alarms("/v1/status", "alarms")).isEqualTo(standing);

        Answer answer = ask(ACKNOWLEDGE, "{\"kind\":\"one-way\",\"subject\":\"master ens10\"}");

        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).path("result").asText()).isEqualTo("acknowledged");
        assertThat(alarms("/v1/alarms", "alarms").at("/0/acknowledgedBy").asText())
                .isEqualTo("user:root");
    }

    @Test
    void whatDoesNotStandIsRefused() throws IOException {
        Answer answer = ask(ACKNOWLEDGE, "{\"kind\":\"one-way\",\"subject\":\"master ens10\"}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body()).contains("there is no alarm one-way of master ens10", "netfailover alarm list");
    }

    @Test
    void anUnknownKindIsAMistake() throws IOException {
        Answer answer = ask(ACKNOWLEDGE, "{\"kind\":\"two-way\",\"subject\":\"master ens10\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("unknown kind of alarm 'two-way'");
    }
}
