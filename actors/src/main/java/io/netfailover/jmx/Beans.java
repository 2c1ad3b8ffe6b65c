package io.netfailover.jmx;

import io.netfailover.actors.MasterStatus;
import io.netfailover.actors.NetdevStatus;
import io.netfailover.actors.StatusBoard;
import io.netfailover.api.DaemonView;
import io.netfailover.config.Logging;
import io.netfailover.config.Settings;
import io.netfailover.datapath.PathCounters;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The beans: each reads the last published record and never asks an actor. */
final class Beans {
    private static final PathCounters NONE = new PathCounters(0, 0, 0, 0, 0, 0);

    private Beans() {}

    record Daemon(DaemonView daemon) implements DaemonMXBean {
        @Override
        public String getVersion() {
            return daemon.version();
        }

        @Override
        public String getHome() {
            return daemon.settings().home().directory().toString();
        }

        @Override
        public double getUptimeSeconds() {
            return Duration.between(daemon.startedAt(), daemon.host().clock().instant())
                            .toMillis()
                    / 1e3;
        }

        @Override
        public void setLogLevel(String logger, String level) {
            Logging.setLevel(logger, Settings.Level.valueOf(level.toUpperCase(Locale.ROOT)));
        }
    }

    record Netlink(DaemonView daemon) implements NetlinkMXBean {
        @Override
        public boolean isSynced() {
            return daemon.host().board().netlink().synced();
        }

        @Override
        public int getLinks() {
            return daemon.host().board().netlink().links();
        }

        @Override
        public long getMessages() {
            return daemon.receiver().get().messages();
        }

        @Override
        public long getBytes() {
            return daemon.receiver().get().bytes();
        }

        @Override
        public long getOverruns() {
            return daemon.receiver().get().overruns();
        }

        @Override
        public long getMalformed() {
            return daemon.receiver().get().malformed();
        }

        @Override
        public long getResyncs() {
            return daemon.host().board().netlink().resyncs();
        }

        @Override
        public long getCorrected() {
            return daemon.host().board().netlink().corrected();
        }

        @Override
        public int getReceiveBufferBytes() {
            return daemon.receiver().get().receiveBufferBytes();
        }
    }

    record Steering(StatusBoard board) implements SteeringMXBean {
        @Override
        public long getSwitches() {
            return board.steering().switches();
        }

        @Override
        public long getReflexes() {
            return board.steering().reflexes();
        }

        @Override
        public double getLastReflexMicros() {
            return board.steering().lastReflexMicros();
        }

        @Override
        public double getP99ReflexMicros() {
            return board.steering().p99ReflexMicros();
        }

        @Override
        public double getMaxReflexMicros() {
            return board.steering().maxReflexMicros();
        }
    }

    record Journal(DaemonView daemon) implements JournalMXBean {
        @Override
        public long getEvents() {
            return daemon.journal().statistics().eventCount();
        }

        @Override
        public long getEntities() {
            return daemon.journal().statistics().entityCount();
        }

        @Override
        public long getBytesOnDisk() {
            return daemon.journal().statistics().bytesOnDisk();
        }

        @Override
        public int getSchemaVersion() {
            return daemon.journal().statistics().schemaVersion();
        }
    }

    /** @param status the link as last published; the last known one after it is gone */
    record Netdev(Supplier<NetdevStatus> status) implements NetdevMXBean {
        @Override
        public String getName() {
            return status.get().name();
        }

        @Override
        public int getIfIndex() {
            return status.get().ifindex();
        }

        @Override
        public String getKind() {
            return status.get().kind();
        }

        @Override
        public @Nullable String getMac() {
            return status.get().mac();
        }

        @Override
        public int getMtuBytes() {
            return status.get().mtuBytes();
        }

        @Override
        public boolean isUp() {
            return status.get().up();
        }

        @Override
        public boolean isCarrier() {
            return status.get().carrier();
        }

        @Override
        public String getOperState() {
            return status.get().operState();
        }

        @Override
        public String getRole() {
            String role = status.get().role();
            return role == null ? "" : role;
        }

        @Override
        public String getFailoverMaster() {
            String master = status.get().failoverMaster();
            return master == null ? "" : master;
        }

        @Override
        public boolean isJournalled() {
            return status.get().journalled();
        }
    }

    /** @param status the master as last published; the last known one after it is gone */
    record FailoverMaster(Supplier<MasterStatus> status) implements FailoverMasterMXBean {
        private PathCounters counters() {
            PathCounters counters = status.get().counters();
            return counters == null ? NONE : counters;
        }

        @Override
        public String getName() {
            return status.get().name();
        }

        @Override
        public String getState() {
            return status.get().state();
        }

        @Override
        public boolean isUp() {
            return status.get().up();
        }

        @Override
        public boolean isCarrier() {
            return status.get().carrier();
        }

        @Override
        public String getMac() {
            return status.get().mac();
        }

        @Override
        public int getMtuBytes() {
            return status.get().mtuBytes();
        }

        @Override
        public String getPath() {
            return status.get().path();
        }

        @Override
        public String getSteering() {
            return status.get().steering();
        }

        @Override
        public List<String> getSlaves() {
            return status.get().slaves().stream()
                    .filter(slave -> slave.present() && slave.refusal() == null)
                    .map(MasterStatus.SlaveStatus::name)
                    .toList();
        }

        @Override
        public int getSwitches() {
            return status.get().switches();
        }

        @Override
        public long getTransmittedOnPrimary() {
            return counters().transmittedOnPrimary();
        }

        @Override
        public long getTransmittedOnStandby() {
            return counters().transmittedOnStandby();
        }

        @Override
        public long getTransmitDropped() {
            return counters().transmitDropped();
        }

        @Override
        public long getReceivedOnPrimary() {
            return counters().receivedOnPrimary();
        }

        @Override
        public long getReceivedOnStandby() {
            return counters().receivedOnStandby();
        }

        @Override
        public long getReceiveDropped() {
            return counters().receiveDropped();
        }

        @Override
        public Map<String, Long> getStatistics() {
            return status.get().statistics();
        }

        @Override
        public int getSpeedMbits() {
            MasterStatus.LinkSettings settings = status.get().settings();
            return settings == null || settings.speedMbits() == null ? 0 : settings.speedMbits();
        }

        @Override
        public List<String> getAlarms() {
            return status.get().alarms();
        }
    }
}
