/**
 * The command line: {@link dev.plimsoll.cli.Main} parses, wires and starts; one class per
 * subcommand in {@code command}; what they share in the packages beside it. Exit codes are {@link
 * dev.plimsoll.cli.outcome.ExitCode}'s, errors one line each.
 */
@NullMarked
package dev.plimsoll.cli;

import org.jspecify.annotations.NullMarked;
