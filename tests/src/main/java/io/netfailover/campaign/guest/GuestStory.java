package io.netfailover.campaign.guest;

import io.netfailover.guest.Finding;
import io.netfailover.guest.GuestCheck;
import io.netfailover.guest.GuestInstallation;
import io.netfailover.guest.GuestRoot;
import io.netfailover.guest.NetworkDaemon;
import io.netfailover.lab.DebianGuest;
import io.netfailover.lab.DebianImage;
import io.netfailover.lab.Wait;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One network daemon in a Debian guest with a master, the kernel's or ours: as it is, or with our files through all that a VM goes through. */
public final class GuestStory {
    /** A rule is left out of what was installed. */
    public static final String NO_ROLE_RULES = "no-role-rules";
    /** What is installed is for a daemon that the guest does not use. */
    public static final String WRONG_DAEMON = "wrong-daemon";

    private static final Duration SETTLING = Duration.ofMinutes(4);
    /** In which a daemon that asks for a lease too many gets it. */
    private static final Duration AFTERMATH = Duration.ofSeconds(15);

    private final NetworkDaemon daemon;
    private final Maker maker;
    private final String plant;
    private final Consumer<String> progress;
    private final Map<String, Long> counts = new TreeMap<>();
    private final List<String> objections = new ArrayList<>();

    /** @param plant a fault, or empty */
    public GuestStory(NetworkDaemon daemon, Maker maker, String plant, Consumer<String> progress) {
        this.daemon = daemon;
        this.maker = maker;
        this.plant = plant;
        this.progress = progress;
    }

    public List<String> objections() {
        return List.copyOf(objections);
    }

    public Map<String, Long> counts() {
        return Map.copyOf(counts);
    }

    /** Boots the guest as people set it up, and counts what its daemon does to the slaves; harm is no objection here. */
    public void tellWithout() {
        try (DebianGuest guest = start(this::findHarm)) {
            if (!guest.boots()) {
                progress.accept(who() + " without our files: does not end its boot, leases "
                        + guest.lan().leases() + ", console: " + guest.console());
                count("boots that did not end", 1);
                return;
            }
            Wait.until(() -> picture(guest).settled(2), SETTLING);
            Wait.pass(AFTERMATH);
            GuestPicture picture = picture(guest);
            boolean reached = reached(guest, picture);
            progress.accept(who() + " without our files: "
                    + describe(picture, guest.lan().leases(), reached));
            count("leases", guest.lan().leases().size());
            count("slaves with an address that is not link-local", picture.slavesWithAddress());
            count("boots in which the gateway had no answer", reached ? 0 : 1);
        }
    }

    private DebianGuest start(DebianImage.Change change) {
        DebianGuest guest = DebianGuest.start(maker.guest(daemon.word()), change);
        try {
            maker.make(guest);
            return guest;
        } catch (RuntimeException e) {
            guest.close();
            throw e;
        }
    }

    private void findHarm(Path tree) {
        boolean warned = new GuestCheck(new GuestRoot(tree))
                .run(EnumSet.of(daemon)).stream().anyMatch(finding -> finding.severity() == Finding.Severity.ERROR);
        if (!warned) {
            objections.add("check finds nothing wrong with an image without our files");
        }
    }

    private String who() {
        return daemon.word() + " and " + maker.word();
    }

    private void count(String what, long count) {
        counts.merge(who() + " without: " + what, count, Long::sum);
    }

    /** Installs our files into the image, and has the guest boot, lose and get its VF, move and reboot. */
    public void tellWith() {
        try (DebianGuest guest = start(install())) {
            guest.awaitBoot();
            String master = settle("boot", guest, "", 2);
            guest.unplugVf();
            settle("VF unplugged", guest, master, 1);
            guest.plugVf();
            settle("VF plugged", guest, master, 2);
            guest.unplugVf();
            guest.migrate();
            settle("moved", guest, master, 1);
            guest.plugVf();
            settle("VF plugged after the move", guest, master, 2);
            guest.reboot();
            settle("rebooted", guest, master, 2);
        }
    }

    private DebianImage.Change install() {
        return tree -> {
            GuestRoot root = new GuestRoot(tree);
            NetworkDaemon installed = plant.equals(WRONG_DAEMON)
                    ? (daemon == NetworkDaemon.NETWORKMANAGER ? NetworkDaemon.NETWORKD : NetworkDaemon.NETWORKMANAGER)
                    : daemon;
            new GuestInstallation(root).install(Set.of(installed), false);
            if (plant.equals(NO_ROLE_RULES)) {
                Files.delete(tree.resolve("etc/udev/rules.d/71-netfailover.rules"));
            } else if (plant.isEmpty()) {
                new GuestCheck(root)
                        .run(EnumSet.of(daemon)).stream()
                                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                                .forEach(finding -> objections.add("check finds, with our files: " + finding));
            }
        };
    }

    /** @return the master's name */
    private String settle(String moment, DebianGuest guest, String master, int slaves) {
        Wait.until(() -> picture(guest).settled(slaves), SETTLING);
        Wait.pass(AFTERMATH);
        GuestPicture picture = picture(guest);
        List<String> leases = guest.lan().leases();
        boolean reached = reached(guest, picture);
        String name = master.isEmpty() ? picture.master() : master;
        List<String> found = GuestJudge.objections(moment, name, slaves, maker.idleEnds(), picture, leases, reached);
        progress.accept(who() + ", " + moment + ": " + describe(picture, leases, reached));
        if (!found.isEmpty()) {
            progress.accept(maker.account(guest));
        }
        counts.merge("moments judged", 1L, Long::sum);
        objections.addAll(found);
        return name;
    }

    private static String describe(GuestPicture picture, List<String> leases, boolean reached) {
        return "master " + picture.master() + " " + picture.masterAddresses() + ", slaves " + picture.slaves()
                + (picture.idleEnds().isEmpty() ? "" : ", idle end " + picture.idleEnds()) + ", leases " + leases
                + (reached ? ", reached" : ", not reached");
    }

    private GuestPicture picture(DebianGuest guest) {
        return maker.parse(guest.run(maker.script()).orFail().out());
    }

    /** Tried for some seconds: what was announced while the path changed may have been lost. */
    private static boolean reached(DebianGuest guest, GuestPicture picture) {
        List<String> addresses = picture.masterAddresses();
        return !addresses.isEmpty() && Wait.until(() -> guest.lan().reaches(addresses.get(0)), AFTERMATH);
    }
}
