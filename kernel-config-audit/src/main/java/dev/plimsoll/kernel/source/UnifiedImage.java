package dev.plimsoll.kernel.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.source.KernelContents.Kind;
import dev.plimsoll.kernel.source.KernelContents.Text;
import dev.plimsoll.kernel.source.PeSections.Section;
import java.io.IOException;
import java.util.Optional;

/**
 * A unified kernel image (UAPI group, UKI specification): a PE file whose section {@code .linux} is
 * a kernel and {@code .cmdline} the command line that it is measured and booted with. Of an image
 * with several profiles this is the base one, whose sections come first.
 */
final class UnifiedImage {
  private static final String LINUX = ".linux";
  private static final int MAX_COMMAND_LINE = 64 << 10;

  private UnifiedImage() {}

  static boolean matches(PeSections pe) {
    return pe.find(LINUX).isPresent();
  }

  static KernelContents read(String where, KernelFile file, PeSections pe, KernelReader inner)
      throws FormatException, IOException {
    Section linux = pe.find(LINUX).orElseThrow();
    KernelContents kernel = inner.read(where, file.window(linux.at(), linux.size()));
    return kernel.as(Kind.UKI).withCommandLine(commandLine(where, file, pe));
  }

  private static Optional<Text> commandLine(String where, KernelFile file, PeSections pe)
      throws FormatException, IOException {
    Optional<Section> section = pe.find(".cmdline");
    if (section.isEmpty()) {
      return Optional.empty();
    }
    if (section.get().size() > MAX_COMMAND_LINE) {
      throw new FormatException(
          where,
          "unified kernel image: .cmdline has "
              + section.get().size()
              + " bytes; the limit is "
              + MAX_COMMAND_LINE
              + " (kernel image reader)");
    }
    byte[] text = file.peek(section.get().at(), (int) section.get().size());
    return Optional.of(new Text(where + "!.cmdline", Bytes.copyOf(text)));
  }
}
