package dev.plimsoll.image.source;

import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.tool.ExternalTool;
import dev.plimsoll.image.tool.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Fetches packages with {@code apt-get download}. apt checks the archive against the signed package
 * lists; what it gives is trusted as far as the machine's apt keys are.
 *
 * <p>Packages of the machine's own architecture come by the machine's own lists. For another one
 * lists are fetched first, from the machine's sources, into a directory of the build: neither root
 * nor {@code dpkg --add-architecture} is needed. Thread-safe.
 */
final class AptDownloader {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Architecture architecture;
  private final Path state;
  private Optional<List<String>> options = Optional.empty();

  /**
   * @param work of the build; lists of another architecture go into it
   */
  AptDownloader(Architecture architecture, Path work) {
    this.architecture = architecture;
    this.state = work.resolve("apt");
  }

  /**
   * Downloads into {@code directory}, which must be empty, and returns the archive.
   *
   * @param wanted {@code NAME} or {@code NAME=VERSION}; its grammar was checked before
   */
  Path download(String wanted, Path directory, Located<String> where) throws IOException {
    List<String> command = command(options(where));
    command.addAll(List.of("download", wanted));
    try {
      new ExternalTool(directory, LIMIT).run(command);
    } catch (ToolException e) {
      throw new SourceException(where, explain(wanted, e), e);
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> archives = files.filter(f -> f.toString().endsWith(".deb")).toList();
      if (archives.size() != 1) {
        throw new SourceException(
            where, "apt-get download gave " + archives.size() + " archives, wanted one");
      }
      return archives.getFirst();
    }
  }

  private static List<String> command(List<String> options) {
    List<String> command = new ArrayList<>(List.of("apt-get", "-qq"));
    if (System.getProperty("user.name", "").equals("root")) {
      // apt's own unprivileged user could not write to our directory
      command.addAll(List.of("-o", "APT::Sandbox::User=root"));
    }
    command.addAll(options);
    return command;
  }

  /** Nothing for the machine's own architecture; else where the lists of the other are. */
  private synchronized List<String> options(Located<String> where) throws IOException {
    if (options.isEmpty()) {
      options = Optional.of(isOwn() ? List.of() : fetchLists(where));
    }
    return options.get();
  }

  private boolean isOwn() {
    String machine = System.getProperty("os.arch", "");
    return switch (architecture) {
      case AMD64 -> machine.equals("amd64") || machine.equals("x86_64");
      case ARM64 -> machine.equals("aarch64") || machine.equals("arm64");
      case RISCV64 -> machine.equals("riscv64");
    };
  }

  private List<String> fetchLists(Located<String> where) throws IOException {
    Path lists = state.resolve("lists");
    Path cache = state.resolve("cache");
    Files.createDirectories(lists.resolve("partial"));
    Files.createDirectories(cache.resolve("archives/partial"));
    Path status = Files.write(state.resolve("status"), new byte[0]);
    List<String> own =
        List.of(
            "-o",
            "APT::Architecture=" + architecture.wire(),
            "-o",
            "APT::Architectures=" + architecture.wire(),
            "-o",
            "Dir::State=" + state,
            "-o",
            "Dir::State::Lists=" + lists,
            "-o",
            "Dir::State::status=" + status,
            "-o",
            "Dir::Cache=" + cache,
            "-o",
            "Acquire::Languages=none");
    List<String> update = command(own);
    update.add("update");
    try {
      new ExternalTool(state, LIMIT).run(update);
    } catch (ToolException e) {
      throw new SourceException(
          where,
          "the package lists for " + architecture.wire() + " cannot be fetched: " + e.getMessage(),
          e);
    }
    return own;
  }

  private String explain(String wanted, ToolException e) {
    String text = e.stderr();
    if (text.contains("Unable to locate package")
        || text.contains("No candidate version")
        || text.contains("Can't select candidate")
        || text.contains("Can't find a source")) {
      return "apt knows no package \""
          + wanted
          + "\""
          + (isOwn()
              ? "; check the name, or refresh the lists with \"apt-get update\""
              : " for " + architecture.wire() + " in this machine's sources");
    }
    if (text.contains("was not found")) {
      return "apt knows no such version of \""
          + wanted
          + "\"; refresh the lists with \"apt-get update\", or the pin with --update";
    }
    return e.getMessage() == null ? "apt-get failed" : e.getMessage();
  }
}
