/** Shows a build's progress: bars on a terminal, lines elsewhere, JSON for programs. */
@NullMarked
package dev.plimsoll.cli.progress;

import org.jspecify.annotations.NullMarked;
