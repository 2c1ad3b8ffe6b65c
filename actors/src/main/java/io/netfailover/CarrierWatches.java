package io.netfailover;

import io.netfailover.actors.Steering;
import io.netfailover.datapath.HiddenNamespace;
import io.netfailover.netlink.CarrierListener;
import io.netfailover.netlink.CarrierWatch;
import io.netfailover.types.IfIndex;
import java.time.Duration;

/** Watches the carrier of slaves wherever they are: a watch outside, and one inside while there is a hidden namespace. */
final class CarrierWatches implements Steering.SlaveWatch {
    private final CarrierListener listener;
    private final Duration period;
    private final HiddenNamespace hidden;
    private final Runnable schedule;
    private final CarrierWatch outside;
    private volatile CarrierWatch inside;

    /**
     * @param hidden closes the watch inside
     * @param schedule run first on each watching thread
     */
    CarrierWatches(CarrierListener listener, Duration period, HiddenNamespace hidden, Runnable schedule) {
        this.listener = listener;
        this.period = period;
        this.hidden = hidden;
        this.schedule = schedule;
        this.outside = started();
        this.inside = outside;
        hidden.attend(() -> inside = started());
    }

    private CarrierWatch started() {
        CarrierWatch watch = new CarrierWatch(listener, period);
        watch.start(schedule);
        return watch;
    }

    @Override
    public void watch(IfIndex slave) {
        (hidden.has(slave) ? inside : outside).watch(slave);
    }

    @Override
    public void forget(IfIndex slave) {
        outside.forget(slave);
        inside.forget(slave);
    }

    @Override
    public void close() {
        outside.close();
    }
}
