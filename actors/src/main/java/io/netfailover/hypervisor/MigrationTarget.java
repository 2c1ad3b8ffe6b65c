package io.netfailover.hypervisor;

/**
 * Where a domain is sent.
 *
 * @param uri libvirt's connection to the destination ({@code qemu+tls://hv2/system}), or QEMU's {@code tcp:10.0.0.2:49152}
 * @param dataUri where the memory goes when that is another way than {@code uri}, else empty
 */
public record MigrationTarget(String uri, String dataUri) {}
