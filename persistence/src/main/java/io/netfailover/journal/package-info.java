/** Events, states, serializer, schema and journal reader. */
@NullMarked
package io.netfailover.journal;

import org.jspecify.annotations.NullMarked;
