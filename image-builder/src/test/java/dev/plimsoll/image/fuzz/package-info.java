/** Fuzz targets for every parser of the builder that reads what strangers wrote. */
@NullMarked
package dev.plimsoll.image.fuzz;

import org.jspecify.annotations.NullMarked;
