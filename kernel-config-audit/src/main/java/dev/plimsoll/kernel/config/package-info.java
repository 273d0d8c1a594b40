/**
 * The {@code .config} of a Linux kernel as Kconfig writes it (Documentation/kbuild/kconfig.rst, 2.6
 * to 7.2): {@code CONFIG_X=value} and {@code # CONFIG_X is not set}.
 */
@NullMarked
package dev.plimsoll.kernel.config;

import org.jspecify.annotations.NullMarked;
