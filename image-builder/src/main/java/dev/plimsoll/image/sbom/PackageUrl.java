package dev.plimsoll.image.sbom;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A package URL (purl-spec 1.0): {@code pkg:TYPE/NAMESPACE/NAME@VERSION?KEY=VALUE}.
 *
 * @param qualifiers by key; empty values are left out
 */
record PackageUrl(
    String type,
    Optional<String> namespace,
    String name,
    String version,
    Map<String, String> qualifiers) {
  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_~:";

  PackageUrl {
    qualifiers = Collections.unmodifiableMap(new TreeMap<>(qualifiers));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("pkg:").append(type).append('/');
    namespace.ifPresent(n -> text.append(encoded(n.toLowerCase(Locale.ROOT))).append('/'));
    boolean caseKept = type.equals("rpm") || type.equals("generic");
    text.append(encoded(caseKept ? name : name.toLowerCase(Locale.ROOT)));
    if (!version.isEmpty()) {
      text.append('@').append(encoded(version));
    }
    char separator = '?';
    for (Map.Entry<String, String> e : qualifiers.entrySet()) {
      if (!e.getValue().isEmpty()) {
        text.append(separator).append(e.getKey()).append('=');
        // a slash needs no escape in a qualifier
        text.append(encoded(e.getValue()).replace("%2F", "/"));
        separator = '&';
      }
    }
    return text.toString();
  }

  private static String encoded(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (PLAIN.indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append(String.format("%%%02X", b & 0xff));
      }
    }
    return out.toString();
  }
}
