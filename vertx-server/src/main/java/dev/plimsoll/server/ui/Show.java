package dev.plimsoll.server.ui;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.pipeline.Catalog.StepView;
import dev.plimsoll.policy.ControlRef;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the dashboard writes values for people. Public for the generated template code. */
public final class Show {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String TITLE = "org.opencontainers.image.title";

  private Show() {}

  /** To the second, UTC; the page's heading says so once. */
  public static String time(Instant at) {
    return TIME.format(at);
  }

  /** RFC 3339, for the {@code datetime} attribute. */
  public static String iso(Instant at) {
    return at.toString();
  }

  public static String brief(Digest digest) {
    return digest.hex().substring(0, 12);
  }

  /** The constant as one lower-case word or words. */
  public static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Binary units, one decimal: {@code 41.2 MiB}. */
  public static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 1024 && unit < 3) {
      value /= 1024;
      unit++;
    }
    return String.format(
        Locale.ROOT, "%.1f %s", value, List.of("KiB", "MiB", "GiB", "TiB").get(unit));
  }

  public static String took(StepView step) {
    if (step.startedAt().isEmpty() || step.finishedAt().isEmpty()) {
      return "";
    }
    Duration d = Duration.between(step.startedAt().get(), step.finishedAt().get());
    return d.toMinutes() > 0
        ? d.toMinutes() + " min " + d.toSecondsPart() + " s"
        : String.format(Locale.ROOT, "%.1f s", d.toMillis() / 1000.0);
  }

  /** What a part is: its title where it has one, else its media type. */
  public static String title(Descriptor part) {
    String title = part.annotations().get(TITLE);
    return title == null ? part.mediaType() : title;
  }

  /** The last words of a media type of ours: {@code application/vnd.plimsoll.kernel.v1: kernel}. */
  public static String kind(Descriptor part) {
    String type = part.mediaType();
    if (type.startsWith("application/vnd.plimsoll.")) {
      String rest = type.substring("application/vnd.plimsoll.".length());
      return rest.substring(0, rest.indexOf('.') < 0 ? rest.length() : rest.indexOf('.'));
    }
    return type.contains("image.layer") ? "component" : "other";
  }

  /** Worst result first, then severity. */
  public static List<Finding> sorted(Verdict verdict) {
    return verdict.findings().stream()
        .sorted(
            Comparator.comparing((Finding f) -> rank(f.result()))
                .thenComparing(Finding::severity)
                .thenComparing(Finding::policy)
                .thenComparing(Finding::ruleId))
        .toList();
  }

  private static int rank(Result result) {
    return switch (result) {
      case FAIL -> 0;
      case ERROR -> 1;
      case WARN -> 2;
      case WAIVED -> 3;
      case PASS -> 4;
      case SKIP -> 5;
    };
  }

  public static String controls(Finding finding) {
    return String.join(", ", finding.controls().stream().map(Show::control).distinct().toList());
  }

  private static String control(ControlRef c) {
    return c.framework() + " " + c.id();
  }

  public static String orDash(Optional<?> value) {
    return value.map(Object::toString).orElse("–");
  }
}
