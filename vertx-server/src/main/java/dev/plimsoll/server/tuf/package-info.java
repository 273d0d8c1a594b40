/**
 * The TUF 1.0.34 repository as HTTP gives it out: files from memory in every coding, made once a
 * publish, and all files of a host role in one answer.
 */
@NullMarked
package dev.plimsoll.server.tuf;

import org.jspecify.annotations.NullMarked;
