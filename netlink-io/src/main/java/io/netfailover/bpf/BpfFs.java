package io.netfailover.bpf;

import io.netfailover.os.Libc;
import io.netfailover.os.OsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A directory with a bpffs mounted on it, in the mount namespace of this process. */
public final class BpfFs {
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    private final Path directory;

    private BpfFs(Path directory) {
        this.directory = directory;
    }

    /**
     * Mounts a bpffs on {@code directory}, made when missing, unless one is mounted there already.
     *
     * @throws OsException when the kernel refuses the mount
     */
    public static BpfFs mountedOn(Path directory) {
        try {
            Files.createDirectories(directory);
            BpfFs fs = new BpfFs(directory.toRealPath());
            if (!fs.isMounted()) {
                fs.mount();
            }
            return fs;
        } catch (IOException e) {
            throw new UncheckedIOException("make the directory " + directory + " for BPF pins", e);
        }
    }

    /** The bpffs on {@code directory}, if one is mounted there. */
    public static Optional<BpfFs> on(Path directory) {
        try {
            return Files.isDirectory(directory)
                    ? Optional.of(new BpfFs(directory.toRealPath())).filter(BpfFs::isMounted)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("look at the directory " + directory + " for BPF pins", e);
        }
    }

    private void mount() {
        // only root reads the maps: they name kernel addresses
        if (Libc.C.mount("bpf", directory.toString(), "bpf", 0, "mode=0700") < 0) {
            throw new OsException("mount a bpffs on " + directory, Libc.errno());
        }
    }

    public Path directory() {
        return directory;
    }

    public boolean isMounted() {
        return isMounted(directory, mountinfo());
    }

    /**
     * Nothing is pinned here. Names with a dot are the kernel's own ({@code maps.debug} of CONFIG_BPF_PRELOAD): bpf_lookup refuses them
     * to everybody else.
     */
    public boolean isEmpty() {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.allMatch(entry -> String.valueOf(entry.getFileName()).contains("."));
        } catch (IOException e) {
            throw new UncheckedIOException("list " + directory, e);
        }
    }

    /** Takes the mount away; what is pinned there and held by nobody else goes with it. */
    public void unmount() {
        if (Libc.C.umount2(directory.toString(), 0) < 0) {
            throw new OsException("unmount the bpffs on " + directory, Libc.errno());
        }
    }

    private static List<String> mountinfo() {
        try {
            return Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException("read the mounts of this process", e);
        }
    }

    /**
     * Whether the last mount on {@code directory} is a bpffs (proc_pid_mountinfo(5): the fifth field is the mount point, with blanks in
     * octal; the first after the separator is the type).
     */
    static boolean isMounted(Path directory, List<String> mountinfo) {
        String type = "";
        for (String line : mountinfo) {
            String[] halves = line.split(" - ", 2);
            String[] fields = halves[0].split(" ", -1);
            if (halves.length == 2 && fields.length > 4 && unescape(fields[4]).equals(directory.toString())) {
                type = halves[1].split(" ", 2)[0];
            }
        }
        return type.equals("bpf");
    }

    private static String unescape(String field) {
        Matcher escapes = OCTAL.matcher(field);
        String bytes = escapes.replaceAll(
                found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 8))));
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
