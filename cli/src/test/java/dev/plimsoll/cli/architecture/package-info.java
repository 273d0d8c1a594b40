/** The house's rules about itself; {@code cli} sees every module, so they stand here. */
@NullMarked
package dev.plimsoll.cli.architecture;

import org.jspecify.annotations.NullMarked;
