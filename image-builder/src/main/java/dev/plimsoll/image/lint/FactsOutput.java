package dev.plimsoll.image.lint;

import dev.plimsoll.image.output.Output;
import dev.plimsoll.image.output.OutputFiles;
import dev.plimsoll.image.plan.BuildPlan;
import java.io.IOException;
import java.io.OutputStream;

/** Format {@code facts}: {@code NAME.facts.json}, what {@link TreeScan} sees in the root. */
public final class FactsOutput implements Output {
  private static final String FORMAT = "facts";
  private static final String SUFFIX = ".facts.json";

  @Override
  public String format() {
    return FORMAT;
  }

  @Override
  public void check(BuildPlan plan) {}

  @Override
  public void write(BuildPlan plan, OutputFiles files) throws IOException {
    try (OutputStream out = files.create(SUFFIX)) {
      out.write(HardeningFacts.of(plan).toArray());
    }
  }
}
