/**
 * The kernel of an image: the bootable file, its configuration, and the modules that stage 1 needs
 * before a root file system is there. Formats: x86 boot protocol 2.15, ELF64, kmod's {@code
 * .modinfo}.
 */
@NullMarked
package dev.plimsoll.image.kernel;

import org.jspecify.annotations.NullMarked;
