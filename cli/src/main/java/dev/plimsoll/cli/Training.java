package dev.plimsoll.cli;

import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.image.store.TemporaryTrees;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The training run of the ahead-of-time cache: the short commands once each, into the void, and a
 * build, so that the JVM stores their classes parsed and linked. Run by the launcher after a build.
 */
final class Training {
  private Training() {}

  public static void main(String[] args) throws IOException {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Context context =
        new Context(
            Terminal.of(nowhere, nowhere, Map.of()), InstantSource.system(), Optional.empty());
    Path folder = Files.createTempDirectory("plimsoll-training");
    Path config = folder.resolve("config");
    try {
      Files.writeString(
          config, "# Linux/x86 6.1.0 Kernel Configuration\nCONFIG_X86_64=y\nCONFIG_BUG=y\n");
      for (List<String> line :
          List.of(
              List.of("--version"),
              List.of("--help"),
              List.of("audit", "--help"),
              List.of("audit", config.toString()),
              List.of("audit", "--output", "json", config.toString()),
              List.of("audit", "--no-such-option"))) {
        Main.run(line.toArray(String[]::new), context);
      }
      tufClient(folder, context);
      build(folder, context);
    } finally {
      TemporaryTrees.delete(folder);
    }
  }

  /** Init, a cold refresh, a download, and one that finds everything there. */
  private static void tufClient(Path folder, Context context) throws IOException {
    try (TrainingRepository repository =
        TrainingRepository.start(folder.resolve("tuf"), context.time().instant())) {
      List<String> client =
          List.of(
              "tuf",
              "client",
              "--metadata-dir",
              folder.resolve("metadata").toString(),
              "--metadata-url",
              repository.url("metadata"),
              "--target-name",
              TrainingRepository.TARGET,
              "--target-base-url",
              repository.url("targets"),
              "--target-dir",
              folder.resolve("targets").toString());
      for (List<String> words :
          List.of(
              List.of("init", repository.root().toString()),
              List.of("refresh"),
              List.of("download"),
              List.of("download"))) {
        Main.run(Stream.concat(client.stream(), words.stream()).toArray(String[]::new), context);
      }
    }
  }

  /** Twice: with nothing in the store, and with everything. */
  private static void build(Path folder, Context context) throws IOException {
    String specification = TrainingImage.write(folder).toString();
    for (String format : List.of("tar,kernel+initrd", "tar", "kernel+initrd")) {
      String[] line = {
        "build",
        "--data",
        folder.resolve("data").toString(),
        "--dir",
        folder.resolve("out").toString(),
        "--format",
        format,
        specification
      };
      Main.run(line, context);
    }
  }
}
