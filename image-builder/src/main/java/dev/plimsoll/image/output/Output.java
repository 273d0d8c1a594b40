package dev.plimsoll.image.output;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.plan.BuildPlan;
import java.io.IOException;

/**
 * One output format. A new format is one class. Every {@link #check} of a build runs before the
 * first {@link #write}, and no file has its name before all were written. Stateless; thread-safe.
 */
public interface Output {
  /** The name on the command line, e.g. {@code kernel+initrd}. */
  String format();

  /**
   * Refuses what cannot be written for this plan: a tool that is missing, an architecture without a
   * boot loader, a tree that the format cannot carry. Writes nothing.
   */
  void check(BuildPlan plan) throws FormatException, IOException;

  /** Writes the format's files. */
  void write(BuildPlan plan, OutputFiles files) throws IOException;
}
