package io.netfailover.api;

import org.eclipse.jetty.http.HttpStatus;

/** An answer other than the one asked for: what and why, what to do, and the word by which the CLI chooses its exit code. */
final class ApiProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String word;
    private final String advice;

    private ApiProblem(int status, String word, String message, String advice) {
        super(message, null, false, false);
        this.status = status;
        this.word = word;
        this.advice = advice;
    }

    static ApiProblem usage(String message, String advice) {
        return new ApiProblem(HttpStatus.BAD_REQUEST_400, "usage", message, advice);
    }

    static ApiProblem notFound(String message, String advice) {
        return new ApiProblem(HttpStatus.NOT_FOUND_404, "refused", message, advice);
    }

    /** @param noun of the command that lists what there is */
    static ApiProblem missing(String what, String name, String noun) {
        return notFound(
                "there is no " + what + " '" + name + "'", "'netfailover " + noun + " list' shows what there is");
    }

    static ApiProblem forbidden(String message, String advice) {
        return new ApiProblem(HttpStatus.FORBIDDEN_403, "refused", message, advice);
    }

    static ApiProblem refused(String message, String advice) {
        return new ApiProblem(HttpStatus.CONFLICT_409, "refused", message, advice);
    }

    static ApiProblem timedOut(String message, String advice) {
        return new ApiProblem(HttpStatus.GATEWAY_TIMEOUT_504, "timed-out", message, advice);
    }

    /** Something that the daemon needs for the answer, as the hypervisor. */
    static ApiProblem notReachable(String message, String advice) {
        return new ApiProblem(HttpStatus.SERVICE_UNAVAILABLE_503, "not-reachable", message, advice);
    }

    static ApiProblem failed(String message, String advice) {
        return new ApiProblem(HttpStatus.INTERNAL_SERVER_ERROR_500, "failed", message, advice);
    }

    /** The document that answers. */
    record Document(String error, String message, String advice) {}

    int status() {
        return status;
    }

    Document document() {
        return new Document(word, String.valueOf(getMessage()), advice);
    }
}
