package io.netfailover.actors;

import io.netfailover.datapath.LinkConfiguration;
import io.netfailover.datapath.LinkConfigurations;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import java.util.Optional;

/** Links that carry what a test says; each change is a step of the scripted kernel. */
final class FakeConfigurations implements LinkConfigurations {
    private final FakeDataPaths kernel;
    volatile Optional<LinkConfiguration> standby = Optional.empty();
    volatile Optional<LinkConfiguration> master = Optional.empty();

    FakeConfigurations(FakeDataPaths kernel) {
        this.kernel = kernel;
    }

    @Override
    public Optional<LinkConfiguration> ofStandby(MasterDefinition definition) {
        return standby;
    }

    @Override
    public Optional<LinkConfiguration> ofMaster(MasterName name) {
        return master;
    }

    @Override
    public Link link(IfIndex index) {
        return Links.veth(index.value(), "link" + index).link();
    }

    @Override
    public void putAddresses(LinkConfiguration what, IfIndex on) {
        kernel.step("addresses on " + on);
    }

    @Override
    public void put(LinkConfiguration what, IfIndex on) {
        kernel.step("configure " + on);
    }

    @Override
    public void move(LinkConfiguration what, IfIndex from, IfIndex to, boolean withQdisc) {
        kernel.step("move " + from + " to " + to);
    }
}
