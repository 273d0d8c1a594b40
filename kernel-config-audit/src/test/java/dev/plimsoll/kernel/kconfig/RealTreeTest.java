package dev.plimsoll.kernel.kconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whole kernel sources, where there are any: the archives of Debian's linux-source packages in
 * /usr/src, and archives or folders {@code linux-source-*} in the folder {@code
 * PLIMSOLL_TEST_DATA}.
 */
class RealTreeTest {
  private static List<Path> sources() throws IOException {
    List<Path> found = new ArrayList<>();
    List<Path> folders = new ArrayList<>(List.of(Path.of("/usr/src")));
    Optional.ofNullable(System.getenv("PLIMSOLL_TEST_DATA")).map(Path::of).ifPresent(folders::add);
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          files
              .filter(f -> f.getFileName().toString().startsWith("linux-source-"))
              .filter(f -> Files.isDirectory(f) || f.toString().contains(".tar"))
              .sorted()
              .forEach(found::add);
        }
      }
    }
    return found;
  }

  @Test
  void debianSources_giveTheShippedTables() throws Exception {
    List<Path> sources = sources();
    if (sources.isEmpty()) {
      String text = "no linux-source-* in /usr/src or PLIMSOLL_TEST_DATA: no kernel tree was read";
      if ("1".equals(System.getenv("PLIMSOLL_REQUIRE_PEERS"))) {
        fail(text);
      }
      System.err.println("SKIPPED: " + text);
      abort(text);
    }
    for (Path source : sources) {
      KconfigFiles files =
          Files.isDirectory(source)
              ? new DirectoryFiles(source, KconfigLimits.STANDARD)
              : ArchiveFiles.read(source, KconfigLimits.STANDARD);
      SymbolTable read =
          KconfigReader.read(files, EnumSet.allOf(KconfigArch.class), KconfigLimits.STANDARD);

      assertThat(read.arch(KconfigArch.X86).orElseThrow().defined()).isGreaterThan(15_000);
      Optional<SymbolTable> shipped = KconfigTables.shipped().find(read.version());
      if (shipped.isPresent() && shipped.get().version().equals(read.version())) {
        assertThat(TableWriter.write(read)).isEqualTo(TableWriter.write(shipped.get()));
      }
    }
  }
}
