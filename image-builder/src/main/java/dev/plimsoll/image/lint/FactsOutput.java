package dev.plimsoll.image.lint;

import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.output.Output;
import dev.plimsoll.image.output.OutputFiles;
import dev.plimsoll.image.plan.BuildPlan;
import java.io.IOException;
import java.io.OutputStream;

/** Format {@code facts}: {@code NAME.facts.json}, what {@link TreeScan} sees in the root. */
public final class FactsOutput implements Output {
  public static final String FORMAT = "facts";
  static final String SUFFIX = ".facts.json";

  private final BuildRequest request;

  public FactsOutput(BuildRequest request) {
    this.request = request;
  }

  @Override
  public String format() {
    return FORMAT;
  }

  @Override
  public void check(BuildPlan plan) {}

  @Override
  public void write(BuildPlan plan, OutputFiles files) throws IOException {
    HardeningFacts facts =
        TreeScan.scan(request.name(), request.architecture().wire(), plan.root());
    try (OutputStream out = files.create(SUFFIX)) {
      out.write(facts.encode().toArray());
    }
  }
}
