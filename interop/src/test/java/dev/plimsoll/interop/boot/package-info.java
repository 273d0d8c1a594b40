/** The boot agent against our signatures, and real boots in QEMU. */
@NullMarked
package dev.plimsoll.interop.boot;

import org.jspecify.annotations.NullMarked;
