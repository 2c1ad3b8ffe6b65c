package io.netfailover.guest;

import io.netfailover.guest.FileChange.Outcome;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts our files into a guest and takes them out again. What somebody else wrote is kept and given back; what somebody else changed is left
 * alone unless force is used. Doing either twice changes nothing.
 */
public final class GuestInstallation {
    private final GuestRoot root;
    private final InstalledFiles installed;

    public GuestInstallation(GuestRoot root) {
        this.root = root;
        this.installed = new InstalledFiles(root);
    }

    /** Of those of which something is installed. */
    public Set<NetworkDaemon> daemons() {
        Set<NetworkDaemon> daemons = EnumSet.noneOf(NetworkDaemon.class);
        installed.all().forEach(file -> daemons.addAll(file.daemons()));
        return daemons;
    }

    /**
     * @param force whether to write over what somebody else wrote; it is kept and given back by {@link #uninstall}
     * @throws GuestException when a file is somebody else's; nothing was changed
     * @throws java.io.UncheckedIOException when the guest's file system refuses; the same call goes on where this one ended
     */
    public List<FileChange> install(Set<NetworkDaemon> daemons, boolean force) throws GuestException {
        Map<GuestFile, Set<NetworkDaemon>> files = files(daemons);
        for (GuestFile file : files.keySet()) {
            requireRoom(file, force);
        }
        List<FileChange> changes = new ArrayList<>();
        for (Map.Entry<GuestFile, Set<NetworkDaemon>> file : files.entrySet()) {
            changes.add(install(file.getKey(), file.getValue()));
        }
        return changes;
    }

    private static Map<GuestFile, Set<NetworkDaemon>> files(Set<NetworkDaemon> daemons) {
        Map<GuestFile, Set<NetworkDaemon>> files = new LinkedHashMap<>();
        for (NetworkDaemon daemon : daemons) {
            daemon.files()
                    .forEach(file -> files.computeIfAbsent(file, one -> EnumSet.noneOf(NetworkDaemon.class))
                            .add(daemon));
        }
        return files;
    }

    private void requireRoom(GuestFile file, boolean force) throws GuestException {
        String place = root.at(file.path()).toString();
        if (!root.isWithin(file.path())) {
            throw new GuestException(
                    place + " leads out of " + root.directory(), "Mount the image's file systems in their places.");
        }
        Optional<String> present = root.text(file.path());
        Optional<String> wanted = file.over(present);
        if (wanted.isEmpty()) {
            throw new GuestException(
                    place + " is not there, so nothing can be put into it",
                    "Choose another network daemon with --for.");
        }
        boolean foreign = present.isPresent()
                && !file.guard()
                && !present.equals(wanted)
                && !installed.isUntouched(file.path(), present.get());
        if (foreign && !force) {
            throw new GuestException(
                    place
                            + (installed.find(file.path()).isPresent()
                                    ? " was changed since it was installed"
                                    : " is somebody else's"),
                    "Compare it with 'netfailover guest render'; --force writes over it and keeps a copy for uninstall.");
        }
    }

    private FileChange install(GuestFile file, Set<NetworkDaemon> daemons) {
        Optional<String> present = root.text(file.path());
        String wanted = file.over(present).orElseThrow();
        Optional<InstalledFile> known = installed.find(file.path());
        boolean ours =
                present.filter(text -> installed.isUntouched(file.path(), text)).isPresent();
        boolean same = present.filter(wanted::equals).isPresent();
        boolean backedUp = known.filter(InstalledFile::backedUp).isPresent();
        if (present.isPresent() && !ours && !same) {
            installed.backUp(file.path(), present.get());
            backedUp = true;
        }
        Set<NetworkDaemon> all = EnumSet.copyOf(daemons);
        known.ifPresent(before -> all.addAll(before.daemons()));
        InstalledFile entry = new InstalledFile(file.path(), InstalledFiles.digest(wanted), backedUp, all);
        if (!known.filter(entry::equals).isPresent()) {
            installed.remember(entry);
        }
        if (same) {
            return new FileChange(file.path(), Outcome.UNCHANGED);
        }
        root.write(file.path(), wanted, file.executable());
        return new FileChange(file.path(), present.isEmpty() ? Outcome.WRITTEN : Outcome.UPDATED);
    }

    /**
     * @param daemons files that another daemon needs as well stay
     * @param force whether to remove what somebody else changed since
     */
    public List<FileChange> uninstall(Set<NetworkDaemon> daemons, boolean force) {
        List<FileChange> changes = new ArrayList<>();
        for (InstalledFile file : installed.all()) {
            Set<NetworkDaemon> others = EnumSet.noneOf(NetworkDaemon.class);
            others.addAll(file.daemons());
            others.removeAll(daemons);
            if (others.equals(file.daemons())) {
                continue;
            }
            if (others.isEmpty()) {
                changes.add(uninstall(file, force));
            } else {
                installed.remember(file.with(others));
            }
        }
        return changes;
    }

    private FileChange uninstall(InstalledFile file, boolean force) {
        String path = file.path();
        Optional<String> present = root.text(path);
        Optional<String> before = file.backedUp() ? installed.backup(path) : Optional.empty();
        GuestFile ours = GuestFile.at(path);
        boolean touched =
                present.filter(text -> !installed.isUntouched(path, text)).isPresent();
        if (touched && ours.guard()) {
            before = present.map(ours::without); // what else was changed in it stays
        } else if (touched && !present.equals(before) && !force) {
            return new FileChange(path, Outcome.LEFT, "changed since it was installed");
        }
        if (before.isPresent() && present.isPresent()) {
            root.write(path, before.get(), ours.executable());
            installed.forget(path);
            return new FileChange(path, Outcome.RESTORED);
        }
        root.delete(path);
        installed.forget(path);
        return new FileChange(path, Outcome.REMOVED);
    }
}
