package dev.plimsoll.report;

import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Text in the data types of OSCAL 1.1.2. */
final class OscalText {
  /** Namespace of our property names. */
  static final String NS = "https://plimsoll.dev/ns/oscal";

  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]+");
  private static final Pattern NOT_TOKEN = Pattern.compile("[^\\p{L}\\p{N}._-]+");
  private static final Pattern NIST = Pattern.compile("(?i).*\\bNIST\\b.*800-53.*");
  private static final Pattern ENHANCED = Pattern.compile("([A-Za-z]{2}-[0-9]+)\\(([0-9]+)\\)(.*)");
  private static final Pattern MARKUP = Pattern.compile("[\\\\`*<>\\[\\]{}]");

  private OscalText() {}

  /**
   * A {@code string}: one line, no blanks around it, not empty ({@code ^\S(.*\S)?$}); empty text
   * becomes {@code (none)}.
   */
  static String string(String text) {
    String line = BLANKS.matcher(text).replaceAll(" ").strip();
    return line.isEmpty() ? "(none)" : line;
  }

  /** A {@code token}; characters that it cannot hold become dashes. */
  static String token(String text) {
    String t = NOT_TOKEN.matcher(text.strip()).replaceAll("-");
    return t.isEmpty() || !(Character.isLetter(t.codePointAt(0)) || t.charAt(0) == '_')
        ? "_" + t
        : t;
  }

  /**
   * A {@code markup-line}: Markdown in OSCAL, so what came from files and people is escaped, or it
   * could bring emphasis, links and HTML of its own.
   */
  static String markup(String text) {
    return MARKUP.matcher(string(text)).replaceAll("\\\\$0");
  }

  /**
   * The id under which a catalogue in OSCAL knows the control: NIST SP 800-53 {@code CM-6(1)} is
   * {@code cm-6.1}; others get their framework's name in front, {@code anssi-bp-028_r15}.
   */
  static String controlId(String framework, String id) {
    String lower = id.strip().toLowerCase(Locale.ROOT);
    if (NIST.matcher(framework).matches()) {
      return token(ENHANCED.matcher(lower).replaceAll("$1.$2$3"));
    }
    return token(framework.toLowerCase(Locale.ROOT)) + "_" + token(lower).replaceFirst("^_", "");
  }

  static JsonObject prop(String name, String value) {
    return JsonObject.builder().put("name", name).put("ns", NS).put("value", string(value)).build();
  }

  /** Adds {@code items} unless there are none: OSCAL has no empty arrays. */
  static void putSome(JsonObject.Builder json, String name, List<? extends JsonValue> items) {
    if (!items.isEmpty()) {
      json.put(name, items);
    }
  }
}
