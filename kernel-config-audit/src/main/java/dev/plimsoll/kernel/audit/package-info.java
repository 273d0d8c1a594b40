/** Audits a kernel's configuration and command line against policies. */
@NullMarked
package dev.plimsoll.kernel.audit;

import org.jspecify.annotations.NullMarked;
