package dev.plimsoll.cli.progress;

import java.time.Duration;
import java.util.Locale;

/** Bytes and times as people read them: {@code 12.3 MB} (SI), {@code 0.8 s}, {@code 3:05}. */
final class Sizes {
  private Sizes() {}

  static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 999.95 && unit < 4) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %cB", value, "kMGTP".charAt(unit));
  }

  /** With a tenth below a minute, minutes and seconds above. */
  static String time(Duration time) {
    return time.toSeconds() < 60
        ? String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0)
        : clock(time);
  }

  /** Whole seconds, {@code 5 s}, or {@code M:SS}, or {@code H:MM:SS}. */
  static String clock(Duration time) {
    long s = time.toSeconds();
    if (s < 60) {
      return s + " s";
    }
    return s < 3600
        ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }
}
