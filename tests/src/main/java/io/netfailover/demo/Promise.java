package io.netfailover.demo;

import io.netfailover.types.Path;
import io.netfailover.types.Steering;
import java.util.List;

/**
 * What a stage promises.
 *
 * @param words for the table
 * @param mostLost packets at 1,000 a second, or {@link #ANY}
 * @param after the path at its end
 */
public record Promise(String words, long mostLost, Path after) {
    /** No number of packets is promised. */
    public static final long ANY = Long.MAX_VALUE;

    private static final long WITH_PROBE = 1;
    private static final long WITH_FLIPS = 5;

    /**
     * The guest sees carrier before the switch forwards what arrives at that port: a bridge opens a port in a work item that needs the
     * lock that all network configuration of this kernel shares. Nothing in the guest can know; mostly none or one is lost.
     */
    private static final long WHILE_THE_PORT_OPENS = 50;

    public static Promise of(Stage stage, Steering steering) {
        boolean probe = steering == Steering.BPF_PROBE;
        long switching = probe ? WITH_PROBE : WITH_FLIPS;
        return switch (stage) {
            case CREATED, KILLED -> lost(0, Path.PRIMARY);
            case CARRIER_LOST, UNPLUGGED -> lost(switching, Path.STANDBY);
            case CARRIER_BACK, PLUGGED, PLUGGED_AGAIN -> lost(WHILE_THE_PORT_OPENS, Path.PRIMARY);
            case UNPLUGGED_WHILE_DEAD ->
                probe ? lost(switching, Path.STANDBY) : new Promise("restart mends it", ANY, Path.NONE);
            case RESTARTED -> probe ? lost(0, Path.STANDBY) : new Promise("mended, journalled", ANY, Path.STANDBY);
            case DESTROYED -> new Promise("links given back", ANY, Path.NONE);
        };
    }

    private static Promise lost(long most, Path after) {
        return new Promise(most == 0 ? "none lost" : "at most " + most + " lost", most, after);
    }

    /** Empty when the path at the end is the promised one. */
    List<String> pathObjections(Path pathAfter) {
        return pathAfter == after
                ? List.of()
                : List.of("path is " + Words.of(pathAfter) + ", promised " + Words.of(after));
    }
}
