package io.netfailover.actors;

import java.time.Instant;

/**
 * One line of {@code netfailover monitor}.
 *
 * @param kind stable word: {@code link-appeared}, {@code path-switched} ...
 * @param subject the link or master it is about
 * @param text for people
 */
public record MonitorEvent(Instant at, String kind, String subject, String text) {}
