/**
 * From files to a subject that can be judged: which file is what, which of two sources goes first,
 * and what must be known (docs/kernel-audit.md, "Inputs").
 */
@NullMarked
package dev.plimsoll.kernel.input;

import org.jspecify.annotations.NullMarked;
