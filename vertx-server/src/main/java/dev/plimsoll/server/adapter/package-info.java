/**
 * Storage on one machine: SQLite 3.50 (WAL, synchronous=FULL) and a content-addressed directory.
 */
@NullMarked
package dev.plimsoll.server.adapter;

import org.jspecify.annotations.NullMarked;
