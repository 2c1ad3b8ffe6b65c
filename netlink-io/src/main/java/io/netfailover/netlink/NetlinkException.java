package io.netfailover.netlink;

import io.netfailover.os.Errno;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * The kernel refused a request, did not answer it, or sent something that cannot be read. The message says what was tried and why it
 * failed in the kernel's words: {@code set MTU of ens11 to 70000: Invalid argument (EINVAL): mtu greater than device maximum}.
 */
public final class NetlinkException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final int NO_OFFSET = -1;

    private final String operation;
    private final String errnoName;
    private final String kernelText;
    private final int offendingAttributeOffset;

    private NetlinkException(String operation, String errnoName, String reason, String kernelText, int offset) {
        super(operation + ": " + reason + " (" + errnoName + ")" + (kernelText.isEmpty() ? "" : ": " + kernelText));
        this.operation = operation;
        this.errnoName = errnoName;
        this.kernelText = kernelText;
        this.offendingAttributeOffset = offset;
    }

    /** An NLMSG_ERROR with what the extended acknowledgement says. */
    static NetlinkException refused(String operation, ErrorMessage error) {
        int errno = error.errno();
        return new NetlinkException(
                operation,
                Errno.name(errno),
                Errno.text(errno),
                error.text(),
                error.offendingAttributeOffset().orElse(NO_OFFSET));
    }

    /** A system call on a netlink socket failed. */
    static NetlinkException failed(String operation, int errno) {
        return new NetlinkException(operation, Errno.name(errno), Errno.text(errno), "", NO_OFFSET);
    }

    /** Nobody asked the kernel, since it would not understand. */
    static NetlinkException invalid(String operation, String reason) {
        return new NetlinkException(operation, "EINVAL", reason, "", NO_OFFSET);
    }

    /** What the kernel sent breaks the format. */
    static NetlinkException malformed(String what) {
        return new NetlinkException("read netlink message", "EBADMSG", what, "", NO_OFFSET);
    }

    /** The kernel said that it is done, but what it shows afterwards is something else. */
    static NetlinkException notTaken(String operation, String difference) {
        return new NetlinkException(operation, "EIO", "the kernel agreed, but " + difference, "", NO_OFFSET);
    }

    static NetlinkException timedOut(String operation, Duration deadline) {
        String reason = "no answer from the kernel within " + deadline.toMillis() + " ms";
        return new NetlinkException(operation, "ETIMEDOUT", reason, "", NO_OFFSET);
    }

    /** Links came and went during each of {@code attempts} dumps, so that none showed one moment. */
    static NetlinkException inconsistent(String operation, int attempts) {
        String reason = attempts + " dumps in a row were interrupted by changes";
        return new NetlinkException(operation, "EINTR", reason, "", NO_OFFSET);
    }

    /** What was tried: {@code set MTU of ens11 to 70000}. */
    public String operation() {
        return operation;
    }

    /** {@code ENODEV}, {@code EPERM}; {@code EBADMSG} for what cannot be read, {@code ETIMEDOUT} when there was no answer. */
    public String errnoName() {
        return errnoName;
    }

    /** NLMSGERR_ATTR_MSG, the kernel's explanation; empty when it gave none. */
    public String kernelText() {
        return kernelText;
    }

    /** NLMSGERR_ATTR_OFFS: where in the request, counted from its header, the attribute is that the kernel disliked. */
    public OptionalInt offendingAttributeOffset() {
        return offendingAttributeOffset == NO_OFFSET ? OptionalInt.empty() : OptionalInt.of(offendingAttributeOffset);
    }

    boolean is(String... errnoNames) {
        for (String name : errnoNames) {
            if (name.equals(errnoName)) {
                return true;
            }
        }
        return false;
    }
}
