package io.netfailover.journal;

import io.netfailover.types.VfRef;

/**
 * A VF of this host that is not free.
 *
 * @param by the domain, or the word that a person gave
 * @param inUse plugged into the VM; else only reserved
 */
public record VfHolding(VfRef vf, String by, boolean inUse) {}
