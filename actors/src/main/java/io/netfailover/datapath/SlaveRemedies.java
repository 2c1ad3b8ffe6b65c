package io.netfailover.datapath;

import io.netfailover.datapath.MirrorReading.Remedy;
import io.netfailover.datapath.MirrorReading.RemedyKind;
import io.netfailover.netlink.Addresses;
import io.netfailover.netlink.InterfaceAddress;
import io.netfailover.netlink.Link;
import io.netfailover.os.BoundPacketSocket;
import io.netfailover.os.BoundPacketSocket.Owner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Takes from a slave what it should not have: {@link SlaveUses}. */
final class SlaveRemedies {
    private static final Duration CLIENT_ENDS_IN = Duration.ofSeconds(1);

    private final LinkWork work;
    private final Link slave;
    private final List<Remedy> done;

    /** @param done gets what was done */
    SlaveRemedies(LinkWork work, Link slave, List<Remedy> done) {
        this.work = work;
        this.slave = slave;
        this.done = done;
    }

    /**
     * Those that serve this link alone: what serves others too (systemd-networkd, NetworkManager) has to be configured.
     *
     * @throws DataPathException when one does not end by SIGTERM
     */
    void endClients() {
        for (Owner client :
                SlaveUses.clientsOfOnly(slave.ifIndex(), work.at(slave.ifIndex(), BoundPacketSocket::all))) {
            String words = client.name() + " (pid " + client.pid() + ")";
            work.steps().before("end " + words + ", which listens on link " + slave.ifIndex());
            ProcessHandle.of(client.pid()).ifPresent(process -> end(process, words));
            done.add(new Remedy(slave.ifIndex(), slave.name(), RemedyKind.CLIENT_ENDED, words));
        }
    }

    private void end(ProcessHandle process, String words) {
        process.destroy(); // SIGTERM
        try {
            process.onExit().get(CLIENT_ENDS_IN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new DataPathException(words + " on " + slave.name() + " does not end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataPathException("interrupted while " + words + " ends");
        }
    }

    void removeAddresses() {
        Addresses addresses = work.route(slave.ifIndex()).addresses();
        for (InterfaceAddress address : addresses.listOf(slave.ifIndex())) {
            if (SlaveUses.isUse(address)) {
                work.steps().before("remove address " + address.text() + " of link " + slave.ifIndex());
                if (addresses.delete(address)) {
                    done.add(new Remedy(slave.ifIndex(), slave.name(), RemedyKind.ADDRESS_REMOVED, address.text()));
                }
            }
        }
    }
}
