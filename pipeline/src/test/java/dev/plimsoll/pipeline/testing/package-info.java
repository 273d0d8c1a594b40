/** Fakes of pipeline's ports that can be made to fail on purpose, and the ports' contract tests. */
@NullMarked
package dev.plimsoll.pipeline.testing;

import org.jspecify.annotations.NullMarked;
