/** Talks to a running service (HTTP, server-sent events), or starts one in this process. */
@NullMarked
package dev.plimsoll.cli.service;

import org.jspecify.annotations.NullMarked;
