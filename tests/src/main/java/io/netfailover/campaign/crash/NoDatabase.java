package io.netfailover.campaign.crash;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/** What a journal says while its database is struck. */
final class NoDatabase extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoDatabase() {
        super("no database");
    }

    /** Keeps from the log what follows from it, which is many traces of the same; all other failures are logged. */
    static final class Silence extends TurboFilter implements AutoCloseable {
        private final LoggerContext log = (LoggerContext) LoggerFactory.getILoggerFactory();

        Silence() {
            log.addTurboFilter(this);
        }

        @Override
        public FilterReply decide(
                @Nullable Marker marker,
                Logger logger,
                Level level,
                @Nullable String format,
                Object @Nullable [] parameters,
                @Nullable Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof NoDatabase) {
                    return FilterReply.DENY;
                }
            }
            return FilterReply.NEUTRAL;
        }

        @Override
        public void close() {
            log.getTurboFilterList().remove(this);
        }
    }
}
