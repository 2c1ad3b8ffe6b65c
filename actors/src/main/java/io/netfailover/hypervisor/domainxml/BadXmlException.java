package io.netfailover.hypervisor.domainxml;

/** A document that is no definition of a VM: not well-formed, of a kind that is never read, or too large. */
public final class BadXmlException extends Exception {
    private static final long serialVersionUID = 1;

    private final int line;
    private final String advice;

    BadXmlException(int line, String message, String advice) {
        super(message, null, false, false);
        this.line = line;
        this.advice = advice;
    }

    /** From 1 on. */
    public int line() {
        return line;
    }

    public String advice() {
        return advice;
    }
}
