@NullMarked
package dev.plimsoll.kernel.source;

import org.jspecify.annotations.NullMarked;
