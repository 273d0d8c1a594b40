package dev.plimsoll.kernel.kconfig;

import java.util.Set;

/** The words that are no names: those of Linux 7.2, and older ones that were taken out. */
final class Keywords {
  static final Set<String> ALL =
      Set.of(
          "bool",
          "choice",
          "comment",
          "config",
          "def_bool",
          "def_tristate",
          "default",
          "depends",
          "endchoice",
          "endif",
          "endmenu",
          "help",
          "hex",
          "if",
          "imply",
          "int",
          "mainmenu",
          "menu",
          "menuconfig",
          "modules",
          "on",
          "prompt",
          "range",
          "select",
          "source",
          "string",
          "transitional",
          "tristate",
          "visible",
          // until Linux 6.9, 5.15, 5.2 and 4.19
          "optional",
          "option",
          "---help---",
          "boolean");

  private Keywords() {}
}
