package io.netfailover.netlink;

import java.util.Optional;

/**
 * An action that gives frames to another link, as the kernel has it.
 *
 * @param index the kernel's number for it, unique in its network namespace; other filters may share it
 * @param mirred empty when its target is gone; a redirection drops frames then
 * @param frames how many it was given
 */
public record MirredAction(int index, Optional<Mirred> mirred, long frames) {}
