package io.netfailover.actors;

/**
 * How well the picture of the links is known.
 *
 * @param synced false until the first dump and while a new one is under way after a loss
 * @param resyncs dumps that were taken because messages had been lost
 * @param corrected links that a dump showed otherwise than the events had
 */
public record NetlinkStatus(boolean synced, int links, long resyncs, long corrected) {}
