package dev.plimsoll.cli.outcome;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.verifier.VerificationException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Translates whatever ended a command into an exit code and one line. */
public final class Failures {
  private Failures() {}

  /** What to tell the user of a failure. */
  public record Told(ExitCode code, String line) {}

  public static Told explain(Throwable failure) {
    return switch (failure) {
      case CommandFailure f -> told(f.code(), f);
      case FormatException f -> told(ExitCode.WRONG, f);
      case VerificationException f -> told(ExitCode.EVIDENCE, f);
      case UncheckedIOException f -> cause(f);
      case IOException f -> new Told(ExitCode.EVIDENCE, inputOutput(f));
      default ->
          new Told(
              ExitCode.INTERNAL,
              "internal error ("
                  + failure.getClass().getSimpleName()
                  + "): "
                  + firstLine(failure)
                  + "; PLIMSOLL_DEBUG=1 shows where");
    };
  }

  private static Told cause(UncheckedIOException failure) {
    Throwable cause = failure.getCause();
    return cause == null ? told(ExitCode.EVIDENCE, failure) : explain(cause);
  }

  /** File system exceptions often have nothing but the path for a message. */
  private static String inputOutput(IOException failure) {
    return switch (failure) {
      case NoSuchFileException f -> f.getFile() + ": no such file or directory";
      case AccessDeniedException f -> f.getFile() + ": permission denied";
      case FileSystemException f ->
          f.getReason() == null ? firstLine(f) : f.getFile() + ": " + f.getReason();
      case FileNotFoundException f -> firstLine(f);
      case ConnectException f -> "cannot connect: " + firstLine(f);
      default -> firstLine(failure);
    };
  }

  private static Told told(ExitCode code, Throwable failure) {
    return new Told(code, firstLine(failure));
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getClass().getSimpleName();
    }
    return message.lines().findFirst().orElse(message).strip();
  }
}
