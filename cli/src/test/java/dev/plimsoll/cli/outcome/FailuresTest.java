package dev.plimsoll.cli.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.verifier.VerificationException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FailuresTest {
  record Case(Throwable failure, ExitCode code, String line) {}

  static Stream<Case> cases() {
    return Stream.of(
        new Case(CommandFailure.wrong("a is b"), ExitCode.WRONG, "a is b"),
        new Case(CommandFailure.evidence("no c"), ExitCode.EVIDENCE, "no c"),
        new Case(
            new FormatException("image.yml:3:1", "unknown key"),
            ExitCode.WRONG,
            "image.yml:3:1: unknown key"),
        new Case(new VerificationException("bad"), ExitCode.EVIDENCE, "bad"),
        new Case(
            new NoSuchFileException("/x/y"), ExitCode.EVIDENCE, "/x/y: no such file or directory"),
        new Case(new AccessDeniedException("/x"), ExitCode.EVIDENCE, "/x: permission denied"),
        new Case(
            new FileSystemException("/x", null, "No space left on device"),
            ExitCode.EVIDENCE,
            "/x: No space left on device"),
        new Case(new FileNotFoundException("gone"), ExitCode.EVIDENCE, "gone"),
        new Case(
            new UncheckedIOException(new IOException("broke off")), ExitCode.EVIDENCE, "broke off"),
        new Case(new IOException("first\nsecond"), ExitCode.EVIDENCE, "first"),
        new Case(
            new IllegalStateException("bug"),
            ExitCode.INTERNAL,
            "internal error (IllegalStateException): bug; PLIMSOLL_DEBUG=1 shows where"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void explain_givesCodeAndOneLine(Case c) {
    assertThat(Failures.explain(c.failure())).isEqualTo(new Failures.Told(c.code(), c.line()));
  }
}
