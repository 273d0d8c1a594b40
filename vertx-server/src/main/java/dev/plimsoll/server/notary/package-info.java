/**
 * Notary v1 over HTTP, as {@code notary-server} 0.7.0 speaks it to {@code notary} and Docker: an
 * optional face of the service.
 */
@NullMarked
package dev.plimsoll.server.notary;

import org.jspecify.annotations.NullMarked;
