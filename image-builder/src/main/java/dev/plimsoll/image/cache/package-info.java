/** What the content store has fetched: listed, pruned, carried into an air gap and out of it. */
@NullMarked
package dev.plimsoll.image.cache;

import org.jspecify.annotations.NullMarked;
