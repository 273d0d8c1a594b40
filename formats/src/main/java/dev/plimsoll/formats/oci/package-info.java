/** OCI image-spec 1.1: descriptors, manifests, indexes. */
@NullMarked
package dev.plimsoll.formats.oci;

import org.jspecify.annotations.NullMarked;
