package io.netfailover.datapath;

import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What links carry in the network namespace of the calling threads. */
final class KernelConfigurations implements LinkConfigurations {
    private final KernelDataPaths owner;

    KernelConfigurations(KernelDataPaths owner) {
        this.owner = owner;
    }

    @Override
    public Optional<LinkConfiguration> ofStandby(MasterDefinition definition) {
        return owner.work("read what " + definition.standbyName() + " carries", work -> {
            List<Link> links = work.links();
            Optional<MasterAlias> alias =
                    MasterParts.find(links, definition.name()).alias();
            return links.stream()
                    .filter(link -> alias.isPresent()
                            ? link.ifIndex().equals(alias.get().standby())
                            : link.name().equals(definition.standbyName()))
                    .findAny()
                    .filter(standby -> !work.marks().isSlave(standby.ifIndex()))
                    .map(standby -> LinkConfiguration.read(work.route(), standby.ifIndex()));
        });
    }

    @Override
    public Optional<LinkConfiguration> ofMaster(MasterName name) {
        return owner.work(
                "read what " + name + " carries",
                work -> MasterParts.find(work.route().dumpLinks(), name)
                        .master()
                        .map(master -> LinkConfiguration.read(work.route(), master.ifIndex())));
    }

    @Override
    public Link link(IfIndex index) {
        return owner.work("read link " + index, work -> work.read(index));
    }

    @Override
    public void putAddresses(LinkConfiguration what, IfIndex on) {
        change("give link " + on + " addresses", work -> new ConfigurationMove(work, what, on).putAddresses());
    }

    @Override
    public void put(LinkConfiguration what, IfIndex on) {
        change("configure link " + on, work -> new ConfigurationMove(work, what, on).put());
    }

    @Override
    public void move(LinkConfiguration what, IfIndex from, IfIndex to, boolean withQdisc) {
        change("move what link " + from + " carries to link " + to, work -> {
            ConfigurationMove move = new ConfigurationMove(work, what, to);
            move.put();
            if (!work.isHidden(from)) { // else it has lost all of it
                move.takeFrom(from, withQdisc);
            }
        });
    }

    private void change(String what, Consumer<LinkWork> change) {
        owner.work(what, work -> {
            change.accept(work);
            return what;
        });
    }
}
