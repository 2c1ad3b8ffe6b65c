package io.netfailover.api;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.actors.Alarms;
import io.netfailover.actors.HostGuardian;
import io.netfailover.journal.AlarmState.Alarm;
import io.netfailover.types.AlarmKind;
import java.time.Duration;
import java.util.Map;

/** {@code /v1/alarms}: what is wrong with this host for as long as it lasts. */
record AlarmRoutes(DaemonView daemon) {
    /** It only writes to its journal. */
    private static final Duration JOURNALLED = Duration.ofSeconds(10);

    /** @return whether there is such a route */
    boolean route(Exchange exchange, String caller) {
        switch (exchange.shape() + exchange.part(0)) {
            case "GET alarms" ->
                exchange.answer(Map.of("alarms", daemon.host().board().alarms()));
            case "POST alarms/acknowledge" -> acknowledge(exchange, caller);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void acknowledge(Exchange exchange, String caller) {
        JsonNode body = exchange.body();
        AlarmKind kind = Exchange.word("kind of alarm", body.path("kind").asText(), AlarmKind::parse);
        String subject = body.path("subject").asText();
        exchange.answerWith(
                AskPattern.askWithStatus(
                        daemon.system(),
                        (ActorRef<StatusReply<Alarm>> replyTo) ->
                                new HostGuardian.ToAlarms(new Alarms.Acknowledge(kind, subject, caller, replyTo)),
                        JOURNALLED,
                        daemon.system().scheduler()),
                alarm -> Map.of("result", "acknowledged", "alarm", alarm));
    }
}
