package io.netfailover.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.actors.OverdueException;
import io.netfailover.actors.RefusedException;
import io.netfailover.hypervisor.HypervisorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** One request below {@code /v1} and the way to answer it, once. */
record Exchange(Request request, Response response, Callback callback) {
    String method() {
        return request.getMethod();
    }

    /** What follows {@code /v1/}; empty for any other path. */
    private List<String> parts() {
        String[] parts = Request.getPathInContext(request).split("/", -1);
        return parts.length > 2 && parts[1].equals("v1") ? Arrays.asList(parts).subList(2, parts.length) : List.of();
    }

    /** The first word after {@code /v1/}, empty when there is none. */
    String noun() {
        return parts().isEmpty() ? "" : parts().get(0);
    }

    /** The part at that place after the noun, from 0 on; empty when there is none. */
    String part(int place) {
        return parts().size() > place + 1 ? parts().get(place + 1) : "";
    }

    /** Method and noun, with a slash for each further part: {@code GET masters/}. */
    String shape() {
        return method() + " " + noun() + "/".repeat(Math.max(0, parts().size() - 1));
    }

    /** @throws ApiProblem when it is no JSON object */
    JsonNode body() {
        try {
            return ApiJson.object(Content.Source.asString(request, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw ApiProblem.usage("the request's body cannot be read: " + e.getMessage(), "send a JSON object");
        }
    }

    /** @throws ApiProblem when {@code parse} throws IllegalArgumentException */
    static <T> T word(String key, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.usage("unknown " + key + " '" + text + "'", "see 'netfailover --help'");
        }
    }

    void answer(Object document) {
        answer(HttpStatus.OK_200, document);
    }

    void answer(int status, Object document) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        Content.Sink.write(response, true, ApiJson.write(document) + "\n", callback);
    }

    /** Answers when {@code stage} completes, with what {@code document} makes of it or with what went wrong. */
    <T> void answerWith(CompletionStage<T> stage, Function<T, Object> document) {
        stage.thenApply(document).whenComplete((answer, failure) -> {
            if (failure != null) {
                fail(failure);
            } else {
                answer(answer);
            }
        });
    }

    void fail(Throwable failure) {
        ApiProblem problem = problem(cause(failure));
        answer(problem.status(), problem.document());
    }

    /** Without what stages wrap it in. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static ApiProblem problem(Throwable cause) {
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        if (cause instanceof ApiProblem problem) {
            return problem;
        } else if (cause instanceof RefusedException refused) {
            return ApiProblem.refused(message, refused.advice());
        } else if (cause instanceof HypervisorException hypervisor) {
            return switch (hypervisor.reason()) {
                case REFUSED, BUSY -> ApiProblem.refused(message, hypervisor.advice());
                case NOT_REACHABLE -> ApiProblem.notReachable(message, hypervisor.advice());
                case TIMED_OUT -> ApiProblem.timedOut(message, hypervisor.advice());
                case CANCELLED, FAILED -> ApiProblem.failed(message, hypervisor.advice());
            };
        } else if (cause instanceof OverdueException || cause instanceof TimeoutException) {
            return ApiProblem.timedOut(message, "it may still be done: see 'netfailover status'");
        }
        return ApiProblem.failed(message, "the daemon's log says more");
    }
}
