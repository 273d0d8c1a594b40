package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a kernel's Kconfig files into a {@link SymbolTable}. Nothing of the tree is run. Stateless.
 */
public final class KconfigReader {
  private static final Pattern MAKEFILE =
      Pattern.compile("(?m)^(VERSION|PATCHLEVEL|SUBLEVEL)[ \\t]*=[ \\t]*(\\d{1,5})?[ \\t]*$");

  private KconfigReader() {}

  /**
   * @param archs to read; those that the tree does not have are left out
   * @throws FormatException {@code file:line:column: …}, or when the tree is no kernel's
   * @throws IOException when a file cannot be read
   */
  public static SymbolTable read(KconfigFiles files, Set<KconfigArch> archs, KconfigLimits limits)
      throws FormatException, IOException {
    TableBuilder table = new TableBuilder(version(files));
    boolean any = false;
    for (KconfigArch arch : EnumSet.copyOf(archs)) {
      if (files.read("arch/" + arch.wire() + "/Kconfig").isPresent()) {
        new KconfigParser(files, arch, limits, table).parse();
        any = true;
      }
    }
    if (!any) {
      throw new FormatException(
          files.name(), "no arch/…/Kconfig for " + archs + ": not a kernel's source");
    }
    return table.build();
  }

  private static String version(KconfigFiles files) throws FormatException, IOException {
    Optional<String> makefile = files.read("Makefile");
    if (makefile.isEmpty()) {
      throw new FormatException(files.name(), "no Makefile: not a kernel's source");
    }
    String[] numbers = {"", "", "0"};
    Matcher m = MAKEFILE.matcher(makefile.get());
    while (m.find()) {
      int i = m.group(1).equals("VERSION") ? 0 : m.group(1).equals("PATCHLEVEL") ? 1 : 2;
      numbers[i] = Optional.ofNullable(m.group(2)).orElse("0");
    }
    if (numbers[0].isEmpty() || numbers[1].isEmpty()) {
      throw new FormatException(
          files.name() + "/Makefile", "no VERSION and PATCHLEVEL: not a kernel's source");
    }
    return numbers[0] + "." + numbers[1] + "." + numbers[2];
  }
}
