package dev.plimsoll.kernel.audit;

import dev.plimsoll.kernel.cmdline.CommandLine;
import dev.plimsoll.kernel.cmdline.Parameter;
import dev.plimsoll.kernel.config.KernelConfig;
import dev.plimsoll.kernel.config.OptionName;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command line that the kernel will go by: the boot loader's, joined with the one that was
 * built in (x86 {@code CMDLINE_BOOL}, {@code CMDLINE_OVERRIDE}; arm64 {@code CMDLINE}, {@code
 * CMDLINE_FORCE}; riscv also {@code CMDLINE_EXTEND}).
 *
 * @param parts in the order that the kernel reads them: the last of a name wins
 */
record CommandLineView(List<Part> parts) {
  private static final OptionName TEXT = OptionName.of("CMDLINE");
  private static final OptionName BOOL = OptionName.of("CMDLINE_BOOL");
  private static final OptionName OVERRIDE = OptionName.of("CMDLINE_OVERRIDE");
  private static final OptionName FORCE = OptionName.of("CMDLINE_FORCE");
  private static final OptionName EXTEND = OptionName.of("CMDLINE_EXTEND");
  private static final Pattern IN_FILE = Pattern.compile("(.*):(\\d{1,9}):(\\d{1,9})");

  CommandLineView {
    parts = List.copyOf(parts);
  }

  /**
   * One source of parameters.
   *
   * @param builtIn its parameters all have the place {@code where}
   */
  record Part(String where, CommandLine line, boolean builtIn) {}

  /** Empty when nothing is known of what the boot loader passes and it is not overridden. */
  static Optional<CommandLineView> of(
      Optional<Part> bootLoader, Optional<KernelView.Located<KernelConfig>> config)
      throws dev.plimsoll.formats.FormatException {
    Optional<Part> builtIn = config.isEmpty() ? Optional.empty() : builtIn(config.get());
    if (builtIn.isEmpty()) {
      return bootLoader.map(part -> new CommandLineView(List.of(part)));
    }
    KernelConfig kc = config.orElseThrow().value();
    if (on(kc, OVERRIDE) || on(kc, FORCE)) {
      return Optional.of(new CommandLineView(List.of(builtIn.get())));
    }
    if (bootLoader.isEmpty()) {
      return Optional.empty();
    }
    boolean x86 = kc.find(BOOL) >= 0;
    if (x86) {
      return Optional.of(new CommandLineView(List.of(builtIn.get(), bootLoader.get())));
    }
    if (on(kc, EXTEND)) {
      return Optional.of(new CommandLineView(List.of(bootLoader.get(), builtIn.get())));
    }
    // arm64: only when the boot loader gives none
    boolean none = bootLoader.get().line().parameters().isEmpty();
    return Optional.of(new CommandLineView(List.of(none ? builtIn.get() : bootLoader.get())));
  }

  private static Optional<Part> builtIn(KernelView.Located<KernelConfig> config)
      throws dev.plimsoll.formats.FormatException {
    KernelConfig kc = config.value();
    int slot = kc.find(TEXT);
    int bool = kc.find(BOOL);
    boolean used = slot >= 0 && kc.isSet(slot) && (bool < 0 || kc.isSet(bool));
    if (!used || kc.value(slot).isBlank()) {
      return Optional.empty();
    }
    String where = config.where() + ":" + kc.line(slot);
    return Optional.of(
        new Part(
            where,
            CommandLine.parse(where, dev.plimsoll.formats.Bytes.ofUtf8(kc.value(slot))),
            true));
  }

  private static boolean on(KernelConfig kc, OptionName name) {
    int slot = kc.find(name);
    return slot >= 0 && kc.isSet(slot);
  }

  Optional<Parameter> find(String name) {
    for (int i = parts.size() - 1; i >= 0; i--) {
      Optional<Parameter> found = parts.get(i).line().find(name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The place of one of this view's parameters. */
  String where(Parameter parameter) {
    for (Part part : parts) {
      if (part.line().find(parameter.name()).filter(p -> p == parameter).isPresent()) {
        return part.builtIn() ? part.where() : inside(part.where(), parameter);
      }
    }
    return Observation.ABSENT;
  }

  /** {@code image.yml:4:12} and column 9 of a one-line text make {@code image.yml:4:20}. */
  private static String inside(String where, Parameter p) {
    Matcher m = IN_FILE.matcher(where);
    if (m.matches()) {
      return p.line() > 1
          ? where
          : m.group(1) + ":" + m.group(2) + ":" + (Integer.parseInt(m.group(3)) + p.column() - 1);
    }
    return where + ":" + p.line() + ":" + p.column();
  }
}
