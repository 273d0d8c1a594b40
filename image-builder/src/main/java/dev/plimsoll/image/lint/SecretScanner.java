package dev.plimsoll.image.lint;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;

/**
 * Finds secrets in one text by their looks and by the name of its file. What is found is told by
 * kind, line and the beginning of its SHA-256, enough to see whether two are the same, never by
 * value. At most {@value #MAX_FOUND} a file. Stateless; thread-safe.
 */
final class SecretScanner {
  private static final int MAX_FOUND = 100;
  private static final int DIGEST_SHOWN = 12;

  private SecretScanner() {}

  /**
   * @param kind e.g. {@code aws-access-key}
   * @param line from 1 on
   * @param digest first 12 hex of the secret's SHA-256
   */
  record Secret(String kind, int line, String digest) {
    JsonObject json() {
      return JsonObject.builder()
          .put("secret", kind)
          .put("line", line)
          .put("digest", digest)
          .build();
    }
  }

  /**
   * @param path of the file in the tree
   * @param text one character for each byte (ISO 8859-1)
   */
  static List<Secret> scan(String path, String text) {
    List<Found> found = new ArrayList<>();
    for (SecretPattern pattern : SecretPattern.all()) {
      byPattern(pattern, text, found);
    }
    CredentialFiles.scan(path, text, (kind, at, value) -> add(found, kind, at, value));
    found.sort(Comparator.comparingInt(Found::at).thenComparing(Found::kind));
    return located(text, found);
  }

  private record Found(String kind, int at, String value) {}

  private static void add(List<Found> found, String kind, int at, String value) {
    if (found.size() < MAX_FOUND) {
      found.add(new Found(kind, at, value));
    }
  }

  private static void byPattern(SecretPattern pattern, String text, List<Found> found) {
    if (!pattern.mayBeIn(text)) {
      return;
    }
    String kind = pattern.name().toLowerCase(Locale.ROOT).replace('_', '-');
    Matcher m = pattern.pattern().matcher(text);
    while (found.size() < MAX_FOUND && m.find()) {
      add(found, kind, m.start(), m.groupCount() > 0 ? m.group(1) : m.group());
    }
  }

  private static List<Secret> located(String text, List<Found> found) {
    List<Secret> secrets = new ArrayList<>();
    int line = 1;
    int at = 0;
    for (Found f : found) {
      for (; at < f.at; at++) {
        if (text.charAt(at) == '\n') {
          line++;
        }
      }
      secrets.add(new Secret(f.kind, line, shortDigest(f.value)));
    }
    return secrets;
  }

  static String shortDigest(String value) {
    return Digest.of(value.getBytes(StandardCharsets.ISO_8859_1)).hex().substring(0, DIGEST_SHOWN);
  }
}
