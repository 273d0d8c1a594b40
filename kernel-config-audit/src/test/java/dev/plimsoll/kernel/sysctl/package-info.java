@NullMarked
package dev.plimsoll.kernel.sysctl;

import org.jspecify.annotations.NullMarked;
