/** What {@code sysctl -a} printed on a running system (procps), or a {@code sysctl.conf}. */
@NullMarked
package dev.plimsoll.kernel.sysctl;

import org.jspecify.annotations.NullMarked;
