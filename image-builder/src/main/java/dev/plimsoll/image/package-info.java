/** From a LinuxKit specification to a bootable image: the builder's front door. */
@NullMarked
package dev.plimsoll.image;

import org.jspecify.annotations.NullMarked;
