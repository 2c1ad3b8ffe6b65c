package io.netfailover;

import io.netfailover.StartException.Exit;
import io.netfailover.config.Settings;
import io.netfailover.os.CpuAffinity;
import io.netfailover.os.OsException;
import io.netfailover.os.ThreadPriority;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the configuration wants the threads between a message of the kernel and the map to be scheduled. */
record SteeringSchedule(Settings.Steering settings) {
    private static final Logger LOG = LoggerFactory.getLogger(SteeringSchedule.class);

    /**
     * On the steering thread.
     *
     * @throws OsException when the kernel refuses
     */
    void adopt() {
        settings.cpu().ifPresent(CpuAffinity::pinCurrentThread);
        settings.realTimePriority().ifPresent(ThreadPriority::makeRealTime);
        settings.cpu().ifPresent(cpu -> LOG.info("steering thread pinned to CPU {}", cpu));
        settings.realTimePriority().ifPresent(priority -> LOG.info("steering thread has priority {}", priority));
    }

    /** On a thread that brings news to the steering thread: it gets the priority too, but may run anywhere. What is refused was told by {@link #require}. */
    void adoptPriority() {
        try {
            settings.realTimePriority().ifPresent(ThreadPriority::makeRealTime);
        } catch (OsException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    /**
     * Tries it on a thread that ends then.
     *
     * @throws StartException when the kernel refuses
     */
    void require() throws StartException {
        Optional<String> refusal = CompletableFuture.supplyAsync(
                        this::refusal, trial -> new Thread(trial, "steering").start())
                .join();
        if (refusal.isPresent()) {
            throw new StartException(Exit.REFUSED, refusal.get());
        }
    }

    private Optional<String> refusal() {
        try {
            settings.cpu().ifPresent(CpuAffinity::pinCurrentThread);
        } catch (OsException | IllegalArgumentException e) {
            return Optional.of(e.getMessage() + "; choose another netfailover.steering.cpu, or leave it unset");
        }
        try {
            settings.realTimePriority().ifPresent(ThreadPriority::makeRealTime);
        } catch (OsException e) {
            return Optional.of(e.getMessage() + "; netfailover.steering.real-time-priority needs CAP_SYS_NICE or"
                    + " LimitRTPRIO: give the unit one of them, or leave it unset");
        }
        return Optional.empty();
    }
}
