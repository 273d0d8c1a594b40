package dev.plimsoll.cli.testing;

import dev.plimsoll.cli.Main;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs command lines in this process and keeps what they say. */
public final class Cli {
  private Cli() {}

  /** How a command ended. */
  public record Result(ExitCode code, String out, String err) {
    public List<String> errLines() {
      return err.lines().toList();
    }
  }

  public static Result run(String... args) {
    return run(Map.of(), args);
  }

  public static Result run(Map<String, String> environment, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        Main.run(
            args,
            new Context(
                Terminal.of(print(out), print(err), environment),
                () -> Instant.parse("2026-01-02T03:04:05Z"),
                Optional.ofNullable(System.getProperty("plimsoll.home")).map(Path::of)));
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream print(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }
}
