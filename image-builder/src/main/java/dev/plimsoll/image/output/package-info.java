/**
 * Writers whose output depends on their input alone: tar, cpio, squashfs, dm-verity, OCI layout and
 * the files that a boot loader takes.
 */
@NullMarked
package dev.plimsoll.image.output;

import org.jspecify.annotations.NullMarked;
