package dev.plimsoll.kernel.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.source.KernelContents.Kind;
import dev.plimsoll.kernel.source.KernelContents.Text;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was found in an unpacked kernel, as contents of the file that it came from. */
final class Ikconfig {
  /** Largest configuration when unpacked, bytes. */
  static final int MAX_CONFIG = 4 << 20;

  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,5}\\.\\d{1,5})(?:\\.\\d{1,5})?.*");
  private static final Pattern HEADER =
      Pattern.compile("# Linux/\\w+ (\\d{1,5}\\.\\d{1,5})\\S* Kernel Configuration");

  private Ikconfig() {}

  static KernelContents contents(
      String where,
      Kind kind,
      Optional<Bytes> packed,
      Optional<String> release,
      Optional<String> arch)
      throws FormatException {
    Optional<Text> config = Optional.empty();
    List<String> notes = new ArrayList<>();
    if (packed.isPresent()) {
      Text text = new Text(where + "!ikconfig", inflate(where, kind, packed.get()));
      otherVersion(where, text.bytes(), release).ifPresent(notes::add);
      config = Optional.of(text);
    }
    return new KernelContents(
        kind,
        config,
        Optional.empty(),
        release,
        arch,
        config.isPresent() ? "" : elsewhere(where, kind, release),
        notes);
  }

  private static Bytes inflate(String where, Kind kind, Bytes packed) throws FormatException {
    try (InputStream in = Compression.GZIP.open(packed.openStream())) {
      byte[] text = in.readNBytes(MAX_CONFIG + 1);
      if (text.length > MAX_CONFIG) {
        throw new FormatException(
            where,
            kind.words()
                + ": its configuration unpacks to more than "
                + MAX_CONFIG
                + " bytes (kernel image reader)");
      }
      return Bytes.copyOf(text);
    } catch (IOException e) {
      throw Payload.damaged(where, kind.words() + ": the configuration in it", e);
    }
  }

  /** Configuration and banner come from one build, so that their branches agree. */
  private static Optional<String> otherVersion(
      String where, Bytes config, Optional<String> release) {
    String head = config.utf8().lines().limit(20).reduce("", (a, b) -> a + b + "\n");
    Matcher header = HEADER.matcher(head);
    Matcher banner = NUMBERS.matcher(release.orElse(""));
    return header.find() && banner.matches() && !header.group(1).equals(banner.group(1))
        ? Optional.of(
            where
                + ": the configuration in it is of Linux "
                + header.group(1)
                + ", the kernel says that it is "
                + release.orElse(""))
        : Optional.empty();
  }

  private static String elsewhere(String where, Kind kind, Optional<String> release) {
    String r = release.orElse("VERSION");
    return where
        + ": "
        + kind.words()
        + release.map(v -> " of Linux " + v).orElse("")
        + " has no configuration in it (built without CONFIG_IKCONFIG): give /boot/config-"
        + r
        + ", /usr/lib/modules/"
        + r
        + "/config or /proc/config.gz of a host that runs it; Debian has it in the packages"
        + " linux-image-"
        + r
        + ", linux-base-"
        + r
        + " and linux-config";
  }
}
