@NullMarked
package dev.plimsoll.kernel.host;

import org.jspecify.annotations.NullMarked;
