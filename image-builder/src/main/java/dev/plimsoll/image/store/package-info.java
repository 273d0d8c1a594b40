/** Content-addressed storage that the builder reads from and writes to. */
@NullMarked
package dev.plimsoll.image.store;

import org.jspecify.annotations.NullMarked;
