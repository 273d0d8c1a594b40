package dev.plimsoll.image.source;

import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.tool.ExternalTool;
import dev.plimsoll.image.tool.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fetches packages with the machine's own {@code apt-get download}. apt checks the archive against
 * the signed package lists; what it gives is trusted as far as the machine's apt keys are.
 */
final class AptDownloader {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private AptDownloader() {}

  /**
   * Downloads into {@code directory}, which must be empty, and returns the archive.
   *
   * @param wanted {@code NAME} or {@code NAME=VERSION}; its grammar was checked before
   */
  static Path download(String wanted, Path directory, Located<String> where) throws IOException {
    List<String> command = new ArrayList<>(List.of("apt-get", "-qq"));
    if (System.getProperty("user.name", "").equals("root")) {
      // apt's own unprivileged user could not write to our directory
      command.addAll(List.of("-o", "APT::Sandbox::User=root"));
    }
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

  private static String explain(String wanted, ToolException e) {
    String text = e.stderr();
    if (text.contains("Unable to locate package")
        || text.contains("No candidate version")
        || text.contains("Can't select candidate")
        || text.contains("Can't find a source")) {
      return "apt knows no package \""
          + wanted
          + "\"; check the name, or refresh the lists with \"apt-get update\"";
    }
    if (text.contains("was not found")) {
      return "apt knows no such version of \""
          + wanted
          + "\"; refresh the lists with \"apt-get update\", or the pin with --update";
    }
    return e.getMessage() == null ? "apt-get failed" : e.getMessage();
  }
}
