package io.netfailover.os;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import jnr.ffi.types.u_int64_t;

/**
 * The functions of libc that netfailover calls; each sets errno as its manual page says. Loaded once (a third to half a second). Only the
 * packages {@code netlink}, {@code bpf} and {@code os} may use it.
 */
public interface Libc {
    Libc C = LibraryLoader.create(Libc.class).load("c");
    Runtime RUNTIME = Runtime.getRuntime(C);

    int socket(int domain, int type, int protocol);

    int bind(int fd, @In byte[] address, int addressLength);

    int getsockname(int fd, @Out byte[] address, int[] addressLength);

    int setsockopt(int fd, int level, int option, @In byte[] value, int length);

    int getsockopt(int fd, int level, int option, @Out byte[] value, int[] length);

    @ssize_t
    long send(int fd, Pointer buffer, @size_t long length, int flags);

    @ssize_t
    long recv(int fd, Pointer buffer, @size_t long length, int flags);

    /** {@code address} and {@code addressLength} may be native memory that the caller keeps, which spares a copy for each datagram. */
    @ssize_t
    long recvfrom(int fd, Pointer buffer, @size_t long length, int flags, Pointer address, Pointer addressLength);

    /** @param message {@code struct msghdr} */
    @ssize_t
    long recvmsg(int fd, Pointer message, int flags);

    int eventfd(int initial, int flags);

    @ssize_t
    long write(int fd, Pointer buffer, @size_t long length);

    @ssize_t
    long read(int fd, Pointer buffer, @size_t long length);

    int poll(Pointer fds, long count, int timeoutMillis);

    int close(int fd);

    int open(String path, int flags);

    /** Variadic in C; what is passed lies where a fixed parameter would on the machines that we run on. */
    int ioctl(int fd, @u_int64_t long request, Pointer argument);

    long syscall(long number, long a, Pointer b, long c);

    Pointer mmap(Pointer address, @size_t long length, int protection, int flags, int fd, long offset);

    int munmap(Pointer address, @size_t long length);

    int mount(String source, String target, String type, long flags, String data);

    int umount2(String target, int flags);

    int setns(int fd, int type);

    int unshare(int flags);

    int setpriority(int which, int who, int priority);

    /** {@code struct sched_param} is one int. */
    int sched_setscheduler(int pid, int policy, @In int[] parameter);

    int sched_setaffinity(int pid, @size_t long size, @In byte[] mask);

    /** errno of the last call on this thread. */
    static int errno() {
        return RUNTIME.getLastError();
    }
}
