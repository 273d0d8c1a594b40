/** External programs, run one way only: no shell, fixed environment, time limit. */
@NullMarked
package dev.plimsoll.image.tool;

import org.jspecify.annotations.NullMarked;
