@NullMarked
package dev.plimsoll.kernel.cmdline;

import org.jspecify.annotations.NullMarked;
