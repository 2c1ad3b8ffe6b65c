package io.netfailover.lab;

/**
 * What a {@link DebianGuest} is made of.
 *
 * @param arm a file of {@code tests/guest/debian}: which daemon configures its network
 * @param standbyOffered whether the kernel's net_failover makes a master of the pair
 * @param program whether netfailover is installed, run by its unit
 */
public record DebianSpec(String arm, boolean standbyOffered, boolean program) {
    /** Of whose pair the guest's own driver makes a master. */
    public static DebianSpec ofKernelMaster(String arm) {
        return new DebianSpec(arm, true, false);
    }

    /** With two ordinary NICs, and netfailover to make a master of them. */
    public static DebianSpec ofOwnMaster(String arm) {
        return new DebianSpec(arm, false, true);
    }

    int memoryMib() {
        return program ? 640 : 320;
    }

    /** The JVM compiles beside what boots. */
    int processors() {
        return program ? 2 : 1;
    }

    /** Of QEMU's translated code, of which a JVM makes new all the time. */
    int translationMib() {
        return program ? 512 : 128;
    }

    DebianImage.Change with(DebianImage.Change change) {
        return program
                ? tree -> {
                    DebianProgram.install(tree);
                    change.apply(tree);
                }
                : change;
    }
}
