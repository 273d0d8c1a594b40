/**
 * A registry client on the JDK's HTTP client: OCI distribution-spec 1.1, with the token scheme of
 * the distribution project. Blocking; nothing that a registry says is believed before its digest
 * was checked, and everything that it may cost has a limit.
 */
@NullMarked
package dev.plimsoll.image.registry;

import org.jspecify.annotations.NullMarked;
