package io.netfailover.datapath;

/** Hears of every change to the kernel before it is made: for the log, and for tests that die there. */
@FunctionalInterface
interface StepListener {
    void before(String step);
}
