/** What every parser's test needs; shipped in the test jar. */
@NullMarked
package dev.plimsoll.formats.testing;

import org.jspecify.annotations.NullMarked;
