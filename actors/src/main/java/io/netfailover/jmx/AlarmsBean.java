package io.netfailover.jmx;

import io.netfailover.actors.Alarms;
import io.netfailover.actors.HostGuardian;
import io.netfailover.api.DaemonView;
import io.netfailover.journal.AlarmState.Alarm;
import io.netfailover.types.AlarmKind;
import java.util.List;

/** Reads what was last published; an acknowledgement is told, not waited for. */
record AlarmsBean(DaemonView daemon) implements AlarmsMXBean {
    private static final String CALLER = "jmx";

    private List<Alarm> standing() {
        return daemon.host().board().alarms();
    }

    @Override
    public int getCount() {
        return standing().size();
    }

    @Override
    public int getUnacknowledged() {
        return (int) standing().stream()
                .filter(alarm -> alarm.acknowledgedBy().isEmpty())
                .count();
    }

    @Override
    public List<String> getAlarms() {
        return standing().stream()
                .map(alarm -> alarm.kind().word() + " of " + alarm.subject() + ": " + alarm.text())
                .toList();
    }

    @Override
    public void acknowledge(String kind, String subject) {
        daemon.system()
                .tell(new HostGuardian.ToAlarms(new Alarms.Acknowledge(
                        AlarmKind.parse(kind), subject, CALLER, daemon.system().ignoreRef())));
    }
}
