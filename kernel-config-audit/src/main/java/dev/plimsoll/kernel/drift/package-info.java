/** What changed between two kernels, such as approved, built and running, and what it means. */
@NullMarked
package dev.plimsoll.kernel.drift;

import org.jspecify.annotations.NullMarked;
