/** Tests of the HTTP side of {@code plimsoll notary}. */
@NullMarked
package dev.plimsoll.cli.notary;

import org.jspecify.annotations.NullMarked;
