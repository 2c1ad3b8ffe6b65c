package io.netfailover.datapath;

import io.netfailover.types.Steering;

/** This kernel lacks what a kind of steering needs; the message says what, in the kernel's words. */
final class SteeringImpossibleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SteeringImpossibleException(Steering steering, Exception cause) {
        super(steering.word() + " is impossible here: " + cause.getMessage(), cause);
    }
}
