package dev.plimsoll.kernel.audit;

import java.util.Locale;

/** What a check looks at. */
enum Surface {
  KCONFIG("kernel configuration"),
  CMDLINE("command line"),
  SYSCTL("sysctl dump"),
  HOST("host snapshot");

  private final String words;

  Surface(String words) {
    this.words = words;
  }

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  String words() {
    return words;
  }
}
