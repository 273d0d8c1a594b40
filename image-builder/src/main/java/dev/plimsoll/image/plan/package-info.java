/**
 * From specification and fetched components to the trees that are written: the root file system
 * with its OCI bundles (runtime-spec 1.2.1), and stage 1.
 */
@NullMarked
package dev.plimsoll.image.plan;

import org.jspecify.annotations.NullMarked;
