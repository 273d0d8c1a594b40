package dev.plimsoll.cli.quickstart;

import dev.plimsoll.cli.outcome.CommandFailure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Variants of the example's YAML: the same image but for one thing. */
final class SpecEdits {
  private static final Pattern FILES = Pattern.compile("(?m)^files:[ \\t]*\\n");
  private static final Pattern CMDLINE = Pattern.compile("(?m)^( +cmdline: *\"[^\"\\n]*)\"");

  private SpecEdits() {}

  /** One file more, so that the image has another digest. */
  static String withFile(String yaml, String path, String contents) throws CommandFailure {
    return once(
        FILES,
        yaml,
        "files:\n  - path: " + path + "\n    contents: \"" + contents + "\"\n    mode: \"0444\"\n",
        "a line \"files:\"");
  }

  /** One word more on the kernel's command line. */
  static String withCommandLine(String yaml, String word) throws CommandFailure {
    Matcher found = CMDLINE.matcher(yaml);
    String line = found.find() ? found.group(1) : "";
    return once(CMDLINE, yaml, line + " " + word + "\"", "a quoted \"cmdline:\"");
  }

  private static String once(Pattern place, String yaml, String replacement, String wanted)
      throws CommandFailure {
    if (place.matcher(yaml).results().count() != 1) {
      throw CommandFailure.wrong("the example's YAML has not exactly one place with " + wanted);
    }
    return place.matcher(yaml).replaceFirst(Matcher.quoteReplacement(replacement));
  }
}
