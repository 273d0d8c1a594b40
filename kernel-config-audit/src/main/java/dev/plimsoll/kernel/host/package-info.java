/**
 * What a running host shows of its kernel beyond configuration and command line: the snapshot that
 * {@code plimsoll audit collect-script} makes (docs/kernel-audit.md, "Host snapshot", schema 1).
 */
@NullMarked
package dev.plimsoll.kernel.host;

import org.jspecify.annotations.NullMarked;
