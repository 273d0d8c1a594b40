/**
 * Where components come from: registries, layouts, archives and Debian packages, and the lock file
 * that pins what was found. Formats: OCI image-spec 1.1 and distribution-spec 1.1, deb(5).
 */
@NullMarked
package dev.plimsoll.image.source;

import org.jspecify.annotations.NullMarked;
