package dev.plimsoll.image.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the programs that check our output. */
public final class Commands {
  private Commands() {}

  /** Output and exit status of one run. */
  public record Result(int status, String out) {}

  /** Runs {@code command} in {@code directory}; standard error joins standard output. */
  public static Result run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("command-", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException(command + " took longer than five minutes");
      }
      return new Result(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
    } finally {
      Files.deleteIfExists(out);
    }
  }

  public static Result run(Path directory, String... command)
      throws IOException, InterruptedException {
    return run(directory, List.of(command));
  }
}
