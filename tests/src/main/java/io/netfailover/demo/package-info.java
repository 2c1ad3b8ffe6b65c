/** The main job on real links, with every packet counted: {@code ./demo}. */
@NullMarked
package io.netfailover.demo;

import org.jspecify.annotations.NullMarked;
