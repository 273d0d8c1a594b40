/**
 * Fuzz targets of every parser. A plain test run replays the seeds; {@code JAZZER_FUZZ=1 mvn test
 * -Dtest=ParsersFuzzTest#json} looks for new ones.
 */
@NullMarked
package dev.plimsoll.formats.fuzz;

import org.jspecify.annotations.NullMarked;
