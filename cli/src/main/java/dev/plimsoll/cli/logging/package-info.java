/** Where what the program logs goes. */
@NullMarked
package dev.plimsoll.cli.logging;

import org.jspecify.annotations.NullMarked;
