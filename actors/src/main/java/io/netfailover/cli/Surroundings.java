package io.netfailover.cli;

import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;

/**
 * What a command needs of the world.
 *
 * @param colour whether {@code out} is a terminal that likes colours
 */
record Surroundings(PrintStream out, PrintStream err, Map<String, String> environment, Clock clock, boolean colour) {}
