package io.netfailover.actors;

import io.netfailover.datapath.DataPath;
import io.netfailover.datapath.Handover;
import io.netfailover.datapath.MasterLinks;
import io.netfailover.datapath.MirrorReading;
import io.netfailover.datapath.Neighbourhood;
import io.netfailover.datapath.PathChoice;
import io.netfailover.datapath.PathCounters;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.util.List;

/** One scripted master; what touches it after {@link #close()} fails, as reading an unmapped counter would. */
public final class FakeDataPath implements DataPath {
    private final FakeDataPaths kernel;
    private final MasterLinks links;
    private final Steering steering;
    private volatile boolean closed;

    FakeDataPath(FakeDataPaths kernel, MasterLinks links, Steering steering) {
        this.kernel = kernel;
        this.links = links;
        this.steering = steering;
    }

    private void step(String what) {
        requireOpen(what);
        kernel.step(what);
    }

    private void requireOpen(String what) {
        if (closed) {
            kernel.calls.add("after close: " + what);
            throw new IllegalStateException("closed already: " + what);
        }
    }

    @Override
    public MasterLinks links() {
        return links;
    }

    @Override
    public Steering steering() {
        return steering;
    }

    @Override
    public String why() {
        return "BTF is there";
    }

    @Override
    public void register(Role role, Link slave) {
        step("register " + role + " " + slave.ifIndex());
    }

    @Override
    public void release(Role role, IfIndex slave) {
        step("release " + role + " " + slave);
    }

    @Override
    public void setSlavesUp(boolean up) {
        step("slaves " + (up ? "up" : "down"));
    }

    @Override
    public void setCarrier(boolean carrier) {
        step("carrier " + (carrier ? "on" : "off"));
    }

    @Override
    public void followMtu() {
        step("follow MTU");
    }

    @Override
    public MirrorReading mirror(List<Link> vlans) {
        requireOpen("mirror");
        return kernel.reading;
    }

    @Override
    public void steer(PathChoice choice) {
        step("steer " + choice.transmit());
    }

    @Override
    public void forget(Role role) {
        step("forget " + role);
    }

    @Override
    public Neighbourhood neighbourhood() {
        return kernel.neighbourhood;
    }

    @Override
    public PathCounters counters() {
        requireOpen("counters");
        return new PathCounters(1, 2, 3, 4, 5, 6);
    }

    @Override
    public void destroy(Handover handover) {
        step("destroy");
        handover.run(links.master(), links.standby());
    }

    @Override
    public void close() {
        closed = true;
        kernel.calls.add("close");
    }
}
