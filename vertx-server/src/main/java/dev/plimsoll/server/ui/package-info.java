/**
 * The dashboard: pages for people at {@code /}, made on the server from JTE templates
 * (src/main/jte), kept fresh by htmx. Works without JavaScript; nothing is inline, nothing comes
 * from elsewhere.
 */
@NullMarked
package dev.plimsoll.server.ui;

import org.jspecify.annotations.NullMarked;
