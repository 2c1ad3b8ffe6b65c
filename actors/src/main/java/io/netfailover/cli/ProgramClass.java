package io.netfailover.cli;

import java.lang.reflect.InvocationTargetException;

/**
 * Starts a main class of the program by its name, in this JVM. By name, because those classes need Akka, H2 or JNR, which the client must
 * not even link to.
 */
final class ProgramClass {
    private ProgramClass() {}

    /** The daemon. */
    static final String DAEMON = "io.netfailover.Main";

    /** {@code journal ...} without a daemon: takes the arguments after {@code journal}. */
    static final String JOURNAL = "io.netfailover.JournalMain";

    /** {@code master release NAME --offline}: takes the name. */
    static final String RELEASE = "io.netfailover.ReleaseMain";

    /** {@code cluster init}: takes the directory, the days, and the hosts. */
    static final String CERTIFICATES = "io.netfailover.CertificatesMain";

    /** Such a class ends the JVM with its own exit code, or returns when all went well. */
    static Integer run(String className, String... args) {
        try {
            Class.forName(className).getMethod("main", String[].class).invoke(null, (Object) args);
            return ExitCode.DONE.number;
        } catch (InvocationTargetException e) {
            throw failed(className + " failed: " + e.getCause());
        } catch (ReflectiveOperationException e) {
            throw failed(className + " is not part of this build");
        }
    }

    private static CliException failed(String message) {
        return new CliException(ExitCode.FAILED, message, "Build the program anew with ./check, or report this.");
    }
}
