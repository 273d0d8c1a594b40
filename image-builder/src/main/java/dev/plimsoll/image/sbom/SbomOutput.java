package dev.plimsoll.image.sbom;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.PlimsollVersion;
import dev.plimsoll.image.output.Output;
import dev.plimsoll.image.output.OutputFiles;
import dev.plimsoll.image.plan.BuildPlan;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Formats {@code spdx}, {@code spdx3} and {@code cyclonedx}: the inventory of the root, the kernel
 * and every component, in one document.
 */
public final class SbomOutput implements Output {
  private final String format;
  private final String suffix;
  private final BiFunction<Inventory, String, Bytes> writer;

  private SbomOutput(String format, String suffix, BiFunction<Inventory, String, Bytes> writer) {
    this.format = format;
    this.suffix = suffix;
    this.writer = writer;
  }

  /** One output for each format. */
  public static List<Output> all() {
    return List.of(
        new SbomOutput("spdx", ".spdx.json", Spdx2::write),
        new SbomOutput("spdx3", ".spdx3.json", Spdx3::write),
        new SbomOutput("cyclonedx", ".cdx.json", CycloneDx::write));
  }

  @Override
  public String format() {
    return format;
  }

  @Override
  public void check(BuildPlan plan) {}

  @Override
  public void write(BuildPlan plan, OutputFiles files) throws IOException {
    Bytes document = writer.apply(PlannedInventory.of(plan), PlimsollVersion.CURRENT);
    try (OutputStream out = files.create(suffix)) {
      out.write(document.toArray());
    }
  }
}
