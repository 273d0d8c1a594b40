package dev.plimsoll.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many columns the controlling terminal has. Asked of {@code stty}, again after two seconds,
 * because people resize windows; the JDK's own way loads a line editor. Thread-safe.
 */
final class ScreenWidth {
  private static final Duration FRESH = Duration.ofSeconds(2);
  private static final Pattern SIZE = Pattern.compile("\\d{1,5} (\\d{1,5})\\s*");
  private static final int DEFAULT = 80;

  private int columns = DEFAULT;
  private Optional<Long> asked = Optional.empty();

  synchronized int columns() {
    long now = System.nanoTime();
    if (asked.isEmpty() || now - asked.get() > FRESH.toNanos()) {
      asked = Optional.of(now);
      ask().ifPresent(c -> columns = c);
    }
    return columns;
  }

  /** Empty when there is no such program or no controlling terminal, or its size is unknown. */
  private static Optional<Integer> ask() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        String answer = new String(stty.getInputStream().readNBytes(64), StandardCharsets.US_ASCII);
        Matcher size = SIZE.matcher(answer);
        boolean ended = stty.waitFor(1, TimeUnit.SECONDS);
        return ended && size.matches()
            ? Optional.of(Integer.parseInt(size.group(1))).filter(c -> c > 0)
            : Optional.empty();
      } finally {
        stty.destroyForcibly();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
