package dev.plimsoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that hold what a renderer is known to give. {@code -Dplimsoll.goldens=write} rewrites them;
 * the difference then stands in the commit for people to read.
 */
final class Golden {
  private Golden() {}

  static void assertSame(Bytes rendered, String name) throws IOException {
    Path file = Path.of("src/test/resources/golden", name);
    if ("write".equals(System.getProperty("plimsoll.goldens"))) {
      Files.createDirectories(file.getParent());
      Files.write(file, rendered.toArray());
    }
    assertThat(rendered.utf8())
        .as(name + " (rewrite with -Dplimsoll.goldens=write)")
        .isEqualTo(Files.readString(file));
  }
}
