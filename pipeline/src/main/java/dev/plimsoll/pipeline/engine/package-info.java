/** Works runs to their end and decides about releases; everything here survives a kill -9. */
@NullMarked
package dev.plimsoll.pipeline.engine;

import org.jspecify.annotations.NullMarked;
