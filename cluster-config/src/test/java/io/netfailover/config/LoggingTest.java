package io.netfailover.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LoggingTest {
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Logger logger = LoggerFactory.getLogger("io.netfailover.LoggingTest");

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        MDC.clear();
        System.setErr(realErr);
        Logging.start(new Settings.Log(Settings.Level.INFO, false));
    }

    private String logged() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aLineSaysWhichMasterItIsAbout() {
        Logging.start(new Settings.Log(Settings.Level.INFO, false));
        MDC.put("master", "ens10");
        logger.info("path switched to standby");

        assertThat(logged()).contains("INFO  LoggingTest master=ens10: path switched to standby\n");
    }

    @Test
    void aLineAboutNothingInParticularHasNoEmptyFields() {
        Logging.start(new Settings.Log(Settings.Level.INFO, false));
        logger.warn("started");

        assertThat(logged()).contains("WARN  LoggingTest: started\n").doesNotContain("master=", "netdev=");
    }

    @Test
    void jsonHasOneObjectALine() {
        Logging.start(new Settings.Log(Settings.Level.INFO, true));
        MDC.put("netdev", "ens11");
        logger.info("carrier {}", "lost");

        assertThat(logged().lines()).hasSize(1);
        assertThat(logged())
                .startsWith("{\"timestamp\":")
                .contains(
                        "\"level\":\"INFO\"",
                        "\"mdc\": {\"netdev\":\"ens11\"}",
                        "\"formattedMessage\":\"carrier lost\"")
                .endsWith("}\n");
    }

    @Test
    void theLevelOfOneLoggerChangesAtRunTime() {
        Logging.start(new Settings.Log(Settings.Level.INFO, false));
        logger.debug("first");
        Logging.setLevel("io.netfailover", Settings.Level.DEBUG);
        logger.debug("second");

        assertThat(logged()).doesNotContain("first").contains("second");
    }
}
