package dev.plimsoll.image.output;

import dev.plimsoll.image.plan.BuildPlan;
import java.io.IOException;
import java.io.OutputStream;

/**
 * {@code tar}: the root and {@code boot/} in one archive, {@code NAME.tar}, whose entries say in
 * LinuxKit's PAX records where they came from.
 */
public final class TarOutput implements Output {
  @Override
  public String format() {
    return "tar";
  }

  @Override
  public long leastBytes(BuildPlan plan) {
    return RootSize.full(plan.root());
  }

  @Override
  public void check(BuildPlan plan) throws IOException {
    BootTree.of(plan);
  }

  @Override
  public void write(BuildPlan plan, OutputFiles files) throws IOException {
    try (OutputStream out = files.create(".tar")) {
      TarWriter.writeAttributed(BootTree.of(plan), out);
    }
  }
}
