@NullMarked
package dev.plimsoll.kernel.kconfig;

import org.jspecify.annotations.NullMarked;
