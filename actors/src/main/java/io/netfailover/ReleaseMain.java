package io.netfailover;

import io.netfailover.StartException.Exit;
import io.netfailover.actors.ReleaseMarkers;
import io.netfailover.config.InvalidSettingException;
import io.netfailover.config.NetfailoverHome;
import io.netfailover.datapath.DataPathException;
import io.netfailover.datapath.KernelDataPaths;
import io.netfailover.datapath.LiveMasters;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.types.MasterName;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code netfailover master release NAME --offline}: frees a master's links by what the kernel shows, without daemon or journal. The next
 * daemon journals the end.
 */
public final class ReleaseMain {
    private ReleaseMain() {}

    public static void main(String[] args) {
        try {
            if (args.length != 1) {
                throw new StartException(Exit.USAGE, "usage: netfailover master release NAME --offline");
            }
            MasterName name = new MasterName(args[0]);
            release(NetfailoverHome.ofEnvironment(), name);
        } catch (IllegalArgumentException | InvalidSettingException e) {
            Main.exit(Exit.USAGE, String.valueOf(e.getMessage()));
        } catch (StartException e) {
            Main.exit(e.exit(), String.valueOf(e.getMessage()));
        } catch (IOException | DataPathException e) {
            Main.exit(Exit.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private static void release(NetfailoverHome home, MasterName name) throws StartException, IOException {
        try (DaemonLock lock = Daemon.lock(home)) {
            Objects.requireNonNull(lock); // held until the end
            try (KernelDataPaths dataPaths = new KernelDataPaths(home.bpfPins(), RouteSocket::open)) {
                if (!dataPaths.found().contains(name)) {
                    System.out.println("master " + name + " is not there");
                    return;
                }
                new ReleaseMarkers(Daemon.releases(home)).mark(name);
                new LiveMasters(dataPaths).remove(name, Optional.empty());
                System.out.println("master " + name + " released, its links are free");
            }
        }
    }
}
