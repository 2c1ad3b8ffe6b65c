package io.netfailover.types;

/** The slave over which a master transmits now. */
public enum Path {
    PRIMARY,
    STANDBY,
    /** No slave is usable: what is sent is dropped and counted. */
    NONE
}
