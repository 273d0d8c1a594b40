/**
 * What a kernel's Kconfig files say of its options: reading a source tree, tables of its symbols,
 * evaluation against a configuration, and what it takes to change an option.
 */
@NullMarked
package dev.plimsoll.kernel.kconfig;

import org.jspecify.annotations.NullMarked;
