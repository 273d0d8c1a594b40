/** Evidence to render in tests. */
@NullMarked
package dev.plimsoll.report.testing;

import org.jspecify.annotations.NullMarked;
