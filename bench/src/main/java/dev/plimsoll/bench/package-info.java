/** Benchmarks: measured, never asserted. How to run them stands in {@code bench/README.md}. */
@NullMarked
package dev.plimsoll.bench;

import org.jspecify.annotations.NullMarked;
