package io.netfailover.campaign.crash;

import io.netfailover.journal.MigrationStep.Side;
import io.netfailover.migration.Forwarding;
import io.netfailover.migration.HostLink;
import io.netfailover.migration.HostNetwork;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfAdmin;
import io.netfailover.types.VfRef;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One side's kernel: does at once as it is told; where a fault is planted it lies. */
public final class ScriptedNetwork implements HostNetwork {
    /** Fault: the entry on the tap is said to be gone and is not. */
    public static final String LOST_FDB_REMOVAL = "lost-fdb-removal";

    /** Fault: the VF's admin state is said to be restored and is not. */
    public static final String LOST_UNDO = "lost-undo";

    private final World world;
    private final Side side;
    private final World.Place here;
    private final String plant;
    private boolean hidesTheTapsEntry;
    private Optional<VfAdmin> pretended = Optional.empty();

    ScriptedNetwork(World world, Side side, String plant) {
        this.world = world;
        this.side = side;
        this.here = world.at(side);
        this.plant = plant;
    }

    @Override
    public Optional<HostLink> link(String name) {
        boolean isTap = name.equals(World.TAP);
        synchronized (world) {
            if (isTap && here.domain.isEmpty()) {
                return Optional.empty();
            }
        }
        Optional<String> bridge = isTap || name.equals(World.UPLINK) ? Optional.of(World.BRIDGE) : Optional.empty();
        return Optional.of(new HostLink(name, true, true, 1500, bridge, List.of()));
    }

    @Override
    public String uplinkOf(String bridge) {
        return World.UPLINK;
    }

    @Override
    public Optional<String> pfOf(String link) {
        return Optional.empty();
    }

    @Override
    public List<Forwarding> forwarding(MacAddress mac) {
        List<Forwarding> found = new ArrayList<>();
        synchronized (world) {
            if (here.entries.contains(World.UPLINK)) {
                found.add(new Forwarding(World.UPLINK, mac, Forwarding.Kind.SELF));
            }
            if (here.entries.contains(World.TAP) && !hidesTheTapsEntry) {
                found.add(new Forwarding(World.TAP, mac, Forwarding.Kind.STATIC));
            }
        }
        return found;
    }

    @Override
    public void forwardToUplink(String uplink, MacAddress mac) {
        entry(uplink, true);
    }

    @Override
    public void forwardToTap(String tap, MacAddress mac) {
        entry(tap, true);
    }

    @Override
    public void stopForwarding(String link, MacAddress mac) {
        if (plant.equals(LOST_FDB_REMOVAL) && link.equals(World.TAP)) {
            hidesTheTapsEntry = true;
        } else {
            entry(link, false);
        }
    }

    private void entry(String link, boolean there) {
        synchronized (world) {
            world.change(side, "FDB entry on " + link, there ? "there" : "gone");
            if (there) {
                here.entries.add(link);
            } else {
                here.entries.remove(link);
            }
        }
    }

    @Override
    public VfAdmin vfAdmin(VfRef vf) {
        synchronized (world) {
            VfAdmin admin = here.admins.get(vf.index());
            if (admin == null) {
                throw new AssertionError(vf);
            }
            return pretended.orElse(admin);
        }
    }

    @Override
    public void setVfAdmin(VfRef vf, VfAdmin admin) {
        synchronized (world) {
            if (plant.equals(LOST_UNDO) && side == Side.SOURCE && admin.equals(World.ADMIN)) {
                pretended = Optional.of(admin);
                return;
            }
            world.change(side, "admin state of VF " + vf.index(), admin.toString());
            here.admins.put(vf.index(), admin);
        }
    }

    @Override
    public List<VfRef> functionsOf(String pf) {
        return List.of(
                new VfRef(pf, 0, new PciAddress("0000:42:02.0")),
                World.VF,
                new VfRef(pf, 2, new PciAddress("0000:42:02.2")));
    }

    @Override
    public void announce(String link, MacAddress mac, List<InetAddress> addresses) {
        // heard by nobody here; said twice it does no harm
    }

    @Override
    public Optional<GuestPath> guestPath(
            String tap, String uplink, MacAddress mac, List<InetAddress> addresses, Duration deadline) {
        synchronized (world) {
            return here.plugged.isPresent() ? Optional.of(GuestPath.PRIMARY) : Optional.of(GuestPath.STANDBY);
        }
    }
}
