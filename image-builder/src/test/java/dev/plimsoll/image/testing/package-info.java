/** Fakes, and makers of layers, packages and kernels for tests. */
@NullMarked
package dev.plimsoll.image.testing;

import org.jspecify.annotations.NullMarked;
