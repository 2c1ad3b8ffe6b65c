package io.netfailover.migration;

import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.journal.StepOutcome;

/** Why a step was not done, in words for people. */
public final class StepException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final StepOutcome outcome;
    private final String advice;

    /** @param advice what to do, or empty */
    public StepException(StepOutcome outcome, String message, String advice) {
        super(message);
        this.outcome = outcome;
        this.advice = advice;
    }

    static StepException refused(String message, String advice) {
        return new StepException(StepOutcome.REFUSED, message, advice);
    }

    static StepException failed(String message, String advice) {
        return new StepException(StepOutcome.FAILED, message, advice);
    }

    /** Whatever an effect threw. */
    public static StepException of(Throwable failure) {
        if (failure instanceof StepException known) {
            return known;
        } else if (failure instanceof HypervisorException e) {
            StepOutcome outcome = switch (e.reason()) {
                case REFUSED -> StepOutcome.REFUSED;
                case TIMED_OUT -> StepOutcome.TIMED_OUT;
                case CANCELLED -> StepOutcome.CANCELLED;
                case BUSY, NOT_REACHABLE, FAILED -> StepOutcome.FAILED;
            };
            return new StepException(outcome, String.valueOf(e.getMessage()), e.advice());
        } else if (failure instanceof HostNetworkException e) {
            return failed(String.valueOf(e.getMessage()), e.advice());
        }
        return failed(failure.getMessage() == null ? failure.toString() : failure.getMessage(), "");
    }

    public StepOutcome outcome() {
        return outcome;
    }

    public String advice() {
        return advice;
    }
}
