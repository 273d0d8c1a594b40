package dev.plimsoll.server.tuf;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which coding a request asks for (RFC 9110 §12.5.3): the acceptable one with the highest weight,
 * of equals the one that we like best. Elements that are malformed are passed over.
 */
final class AcceptEncoding {
  private static final int MAX_HEADER = 1024; // characters; a longer one is as none
  private static final int FULL = 1000; // a weight of 1
  private static final int UNSAID = -1;

  private AcceptEncoding() {}

  /**
   * @param header as sent, or null
   * @param worth codings that are shorter than the content itself
   * @return empty when the request refuses even the content as it is
   */
  static Optional<Coding> choose(@Nullable String header, Set<Coding> worth) {
    if (header == null || header.length() > MAX_HEADER) {
      return Optional.of(Coding.IDENTITY);
    }
    int[] weights = {UNSAID, UNSAID, UNSAID};
    int others = UNSAID;
    for (String element : header.split(",", -1)) {
      int semicolon = element.indexOf(';');
      String name =
          (semicolon < 0 ? element : element.substring(0, semicolon))
              .strip()
              .toLowerCase(Locale.ROOT);
      int weight = semicolon < 0 ? FULL : weight(element.substring(semicolon + 1));
      if (weight == UNSAID) {
        continue;
      }
      switch (name) {
        case "zstd" -> weights[Coding.ZSTD.ordinal()] = weight;
        case "gzip", "x-gzip" -> weights[Coding.GZIP.ordinal()] = weight;
        case "identity" -> weights[Coding.IDENTITY.ordinal()] = weight;
        case "*" -> others = weight;
        default -> {}
      }
    }
    return best(weights, others, worth);
  }

  private static Optional<Coding> best(int[] weights, int others, Set<Coding> worth) {
    int plain = weights[Coding.IDENTITY.ordinal()];
    boolean plainRefused = plain == 0 || (plain == UNSAID && others == 0);
    Optional<Coding> best = Optional.empty();
    int highest = 0;
    for (Coding coding : Coding.values()) {
      if (coding == Coding.IDENTITY ? plainRefused : !plainRefused && !worth.contains(coding)) {
        continue;
      }
      int said = weights[coding.ordinal()] == UNSAID ? others : weights[coding.ordinal()];
      // The content itself is acceptable though nobody said so, but last (§12.5.3, rule 2).
      int weight = said == UNSAID ? (coding == Coding.IDENTITY ? 1 : 0) : 2 * said;
      if (weight > highest) {
        highest = weight;
        best = Optional.of(coding);
      }
    }
    return best;
  }

  /** {@code q=0.5} as 500; other parameters have no meaning here. */
  private static int weight(String parameters) {
    String text = parameters.strip().toLowerCase(Locale.ROOT);
    if (!text.startsWith("q=")) {
      return UNSAID;
    }
    String number = text.substring(2).strip();
    if (!number.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?")) {
      return UNSAID;
    }
    return (int) Math.round(Double.parseDouble(number) * FULL);
  }
}
