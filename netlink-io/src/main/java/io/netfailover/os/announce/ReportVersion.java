package io.netfailover.os.announce;

/**
 * Which reports of groups to send. A router that hears an older one lets the group have no sources of its own choice for some minutes (RFC
 * 3376, 7.3.2), and an older switch does not understand newer ones: so it is the network that decides.
 */
public enum ReportVersion {
    /** IGMPv2 and MLDv1: a frame for each group. */
    OLDER,
    /** IGMPv3 and MLDv2. */
    NEWER
}
