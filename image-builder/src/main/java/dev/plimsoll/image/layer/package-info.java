/**
 * Layer archives read with limits, and laid over each other into one tree of files.
 *
 * <p>Tar is POSIX.1-2001 (ustar, PAX) with the GNU long-name records; whiteouts follow OCI
 * image-spec 1.1, layer.md.
 */
@NullMarked
package dev.plimsoll.image.layer;

import org.jspecify.annotations.NullMarked;
