@NullMarked
package dev.plimsoll.kernel.input;

import org.jspecify.annotations.NullMarked;
