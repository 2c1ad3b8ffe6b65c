package io.netfailover.hypervisor.domainxml;

/** No pair can be made of what a definition has. */
public final class TeamingRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final String advice;

    TeamingRefusedException(String message, String advice) {
        super(message, null, false, false);
        this.advice = advice;
    }

    public String advice() {
        return advice;
    }
}
