/**
 * The command line of a Linux kernel, split as {@code lib/cmdline.c} {@code next_arg} and {@code
 * kernel/params.c} {@code parse_args} do (Linux 7.2).
 */
@NullMarked
package dev.plimsoll.kernel.cmdline;

import org.jspecify.annotations.NullMarked;
