package io.netfailover.config;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import org.slf4j.LoggerFactory;

/**
 * Logback, set up from {@link Settings.Log} in code: reading an XML file costs a tenth of a second at every start. Lines go to standard
 * error, where systemd takes them; {@code master} and {@code netdev} of the MDC stand before the message.
 */
public final class Logging {
    private static final String LINE =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}%replace( master=%X{master}){' master=$', ''}"
                    + "%replace( netdev=%X{netdev}){' netdev=$', ''}: %msg%n%ex{full}";

    private Logging() {}

    public static void start(Settings.Log log) {
        LoggerContext context = context();
        context.reset();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setTarget("System.err");
        stderr.setEncoder(log.json() ? json(context) : text(context));
        stderr.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(stderr);
        root.setLevel(Level.valueOf(log.level().name()));
        // Libraries speak of their own insides at INFO; what concerns an operator they say at WARN.
        for (String library : new String[] {"akka", "slick", "org.eclipse.jetty", "com.zaxxer.hikari"}) {
            context.getLogger(library).setLevel(Level.WARN);
        }
    }

    /** Changes one logger's level in the running program; {@code ROOT} is the parent of all. */
    public static void setLevel(String logger, Settings.Level level) {
        context().getLogger(logger).setLevel(Level.valueOf(level.name()));
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(LINE);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithContext(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithSequenceNumber(false);
        encoder.start();
        return encoder;
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
