/** Long, seeded proofs: {@code ./campaign}. */
@NullMarked
package io.netfailover.campaign;

import org.jspecify.annotations.NullMarked;
