package io.netfailover.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.IntConsumer;

/**
 * A network namespace that {@code ip netns} knows by name. A thread keeps the namespace that it entered, so whatever happens in another
 * namespace happens on a thread of its own that ends with it; no thread of the JVM is ever moved. Sockets stay in the namespace in which
 * they were opened and may be used from every thread.
 */
public final class NetworkNamespace {
    private static final Path NAMED = Path.of("/run/netns");
    private static final Path CALLING_THREAD = Path.of("/proc/thread-self/ns/net");
    private static final int O_RDONLY = 0;
    private static final int O_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_NETNS_COOKIE = 71;
    private static final int EINVAL = 22;

    // linux/mount.h
    private static final long MS_BIND = 0x1000;
    private static final long MS_REC = 0x4000;
    private static final long MS_SHARED = 0x100000;
    private static final int MNT_DETACH = 2;

    private final Path path;

    private NetworkNamespace(Path path) {
        this.path = path;
    }

    /** What is done inside; {@code E} is inferred as the unchecked RuntimeException where nothing checked is thrown. */
    @FunctionalInterface
    public interface Action<T, E extends Exception> {
        T call() throws E;
    }

    /** @throws IllegalArgumentException when {@code name} would leave {@code /run/netns} */
    public static NetworkNamespace named(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.contains("/")) {
            throw new IllegalArgumentException("not the name of a network namespace: '" + name + "'");
        }
        return new NetworkNamespace(NAMED.resolve(name));
    }

    /** The one that the calling thread is in, whichever thread asks. */
    public static NetworkNamespace ofCallingThread() {
        return new NetworkNamespace(CALLING_THREAD);
    }

    /** The namespace of a process, {@code /proc/PID/ns/net}. */
    public static NetworkNamespace ofProcess(long pid) {
        return new NetworkNamespace(Path.of("/proc", Long.toString(pid), "ns", "net"));
    }

    /** Whether it is there: only a mount makes a namespace of a file. */
    public boolean exists() {
        try {
            return Files.exists(path)
                    && !Files.getAttribute(path, "unix:dev")
                            .equals(Files.getAttribute(path.resolveSibling("."), "unix:dev"));
        } catch (IOException e) {
            return false; // it went at this moment
        }
    }

    /**
     * Makes a new one under this name, as {@code ip netns add} does: a mount holds it, so that it outlives this process.
     *
     * @throws OsException when the kernel refuses, as without CAP_SYS_ADMIN; nothing is left then
     */
    public void create() {
        try {
            Files.createDirectories(path.resolveSibling("."));
            shareMounts(path.resolveSibling(".").normalize());
            if (!Files.exists(path)) { // else somebody died before the mount
                Files.createFile(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("make " + path, e);
        }
        try {
            ofCallingThread().call(() -> {
                if (Libc.C.unshare(CLONE_NEWNET) < 0) {
                    throw new OsException("make a network namespace", Libc.errno());
                }
                mount(CALLING_THREAD, path, MS_BIND);
                return path;
            });
        } catch (OsException e) {
            removeFile();
            throw e;
        }
    }

    /** What is mounted there is to be seen from all mount namespaces; without that other names would keep deleted namespaces alive. */
    private static void shareMounts(Path directory) {
        if (Libc.C.mount("", directory.toString(), "none", MS_SHARED | MS_REC, "") == 0) {
            return;
        }
        int errno = Libc.errno();
        if (errno != EINVAL) { // else it is no mount point yet
            throw new OsException("share the mounts in " + directory, errno);
        }
        mount(directory, directory, MS_BIND | MS_REC);
        mount(directory, directory, MS_SHARED | MS_REC);
    }

    private static void mount(Path source, Path target, long flags) {
        if (Libc.C.mount(source.toString(), target.toString(), "none", flags, "") < 0) {
            throw new OsException("mount " + source + " on " + target, Libc.errno());
        }
    }

    /**
     * Takes the name away. The namespace ends when nobody uses it any more; its physical links return to the first namespace then, its
     * virtual ones end with it.
     */
    public void delete() {
        if (exists() && Libc.C.umount2(path.toString(), MNT_DETACH) < 0) {
            throw new OsException("unmount network namespace " + path, Libc.errno());
        }
        removeFile();
    }

    private void removeFile() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("remove " + path, e);
        }
    }

    /**
     * Runs {@code action} inside, on a thread of its own, and waits for it (an interrupt is kept for after it). What {@code action} throws
     * is thrown here.
     *
     * @throws OsException when the namespace does not exist or CAP_SYS_ADMIN is missing
     */
    public <T, E extends Exception> T call(Action<T, E> action) throws E {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter();
            return action.call();
        });
        Thread thread = new Thread(task, "netns-" + path.getFileName());
        thread.setDaemon(true);
        thread.start();
        try {
            return await(task);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            if (cause instanceof Error error) {
                throw error;
            }
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            @SuppressWarnings("unchecked") // nothing but the action throws what is checked
            E checked = (E) cause;
            throw checked;
        }
    }

    /** As {@link #call}, for what has no result. */
    public void run(Runnable action) {
        call(() -> {
            action.run();
            return true;
        });
    }

    private static <T> T await(FutureTask<T> task) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Calls {@code action} with a descriptor of the namespace, which is closed afterwards.
     *
     * @throws OsException when the namespace does not exist
     */
    public void withDescriptor(IntConsumer action) {
        int fd = open();
        try {
            action.accept(fd);
        } finally {
            Libc.C.close(fd);
        }
    }

    private int open() {
        int fd = Libc.C.open(path.toString(), O_RDONLY | O_CLOEXEC);
        if (fd < 0) {
            throw new OsException("open network namespace " + path, Libc.errno());
        }
        return fd;
    }

    private void enter() {
        int fd = open();
        int result = Libc.C.setns(fd, CLONE_NEWNET);
        int errno = Libc.errno();
        Libc.C.close(fd);
        if (result < 0) {
            throw new OsException("enter network namespace " + path, errno);
        }
    }

    /** The cookie of the calling thread's namespace: unique within a boot, never 0 (SO_NETNS_COOKIE, since Linux 5.14). */
    public static long currentCookie() {
        int fd = Libc.C.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new OsException("open a socket", Libc.errno());
        }
        try {
            byte[] cookie = new byte[Long.BYTES];
            if (Libc.C.getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, cookie, new int[] {cookie.length}) < 0) {
                throw new OsException("read the cookie of the network namespace", Libc.errno());
            }
            return ByteBuffer.wrap(cookie).order(ByteOrder.nativeOrder()).getLong();
        } finally {
            Libc.C.close(fd);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
