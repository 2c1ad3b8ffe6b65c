package io.netfailover.guest;

/** Nothing was changed: what and why in the message, what to do in the advice. */
public final class GuestException extends Exception {
    private static final long serialVersionUID = 1;

    private final String advice;

    GuestException(String message, String advice) {
        super(message);
        this.advice = advice;
    }

    public String advice() {
        return advice;
    }
}
