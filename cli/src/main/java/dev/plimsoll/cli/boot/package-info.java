/** Boots images in QEMU and says what became of it. */
@NullMarked
package dev.plimsoll.cli.boot;

import org.jspecify.annotations.NullMarked;
