package dev.plimsoll.image.source;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.layer.LayerReader;
import dev.plimsoll.image.layer.Node.RegularFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A Debian binary package (deb(5), format 2.0): an ar archive of {@code debian-binary}, {@code
 * control.tar[.X]} and {@code data.tar[.X]}, in this order. Maintainer scripts are never read.
 *
 * @param control fields of the control file, lower-case names
 * @param data the packed data archive, a stretch of the file
 */
public record DebArchive(Map<String, String> control, Content data) {
  private static final byte[] MAGIC = "!<arch>\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 60;
  private static final int MAX_CONTROL = 1 << 20;
  private static final LayerLimits CONTROL_LIMITS =
      new LayerLimits(1000, 4095, 64 << 20, 200, 1 << 16);

  public DebArchive {
    control = Map.copyOf(control);
  }

  /**
   * @param what names the package in messages
   * @param spool directory for the unpacked control archive
   */
  public static DebArchive open(Path file, String what, Path spool) throws IOException {
    Members members = new Members(file, what);
    Content version = members.next("debian-binary");
    String format = version.read(64).utf8();
    if (!format.startsWith("2.")) {
      throw bad(what, "format " + FormatException.quote(format.strip()) + ", wanted 2.x");
    }
    Content controlArchive = members.next("control.tar");
    Content data = members.next("data.tar");
    LayerReader reader = new LayerReader(spool, CONTROL_LIMITS);
    try (InputStream in = controlArchive.open()) {
      reader.readUnchecked(in, what + ", control archive");
    }
    RegularFile control =
        reader
            .tree()
            .findFile("control")
            .orElseThrow(() -> bad(what, "its control archive has no control file"));
    return new DebArchive(fields(control.content().read(MAX_CONTROL).utf8(), what), data);
  }

  /** A field that every package has. */
  public String require(String field, String what) throws LayerException {
    return Optional.ofNullable(control.get(field))
        .orElseThrow(() -> bad(what, "its control file has no " + field));
  }

  private static Map<String, String> fields(String text, String what) throws LayerException {
    Map<String, String> found = new TreeMap<>();
    String last = "";
    for (String line : text.lines().toList()) {
      int colon = line.indexOf(':');
      if (line.isBlank()) {
        continue;
      } else if (line.startsWith(" ") || line.startsWith("\t")) {
        found.merge(last, "\n" + line.strip(), String::concat);
      } else if (colon <= 0) {
        throw bad(what, "its control file has the line " + FormatException.quote(line));
      } else {
        last = line.substring(0, colon).toLowerCase(Locale.ROOT);
        found.put(last, line.substring(colon + 1).strip());
      }
    }
    return found;
  }

  /** Walks the ar headers of one file. */
  private static final class Members {
    private final Path file;
    private final String what;
    private final long size;
    private long at = MAGIC.length;

    Members(Path file, String what) throws IOException {
      this.file = file;
      this.what = what;
      this.size = Files.size(file);
      if (size < MAGIC.length || !stretch(0, MAGIC.length).equals("!<arch>\n")) {
        throw bad(what, "not an ar archive");
      }
    }

    /** The next member, which must be {@code name} or {@code name.SUFFIX}; skips {@code _…}. */
    Content next(String name) throws IOException {
      for (; ; ) {
        if (at + HEADER > size) {
          throw bad(what, "ends before " + name);
        }
        String header = stretch(at, HEADER);
        String member = header.substring(0, 16).strip().replaceAll("/$", "");
        String length = header.substring(48, 58).strip();
        if (!header.endsWith("`\n") || !length.matches("[0-9]{1,10}")) {
          throw bad(what, "has a malformed ar header");
        }
        long bytes = Long.parseLong(length);
        long start = at + HEADER;
        if (start + bytes > size) {
          throw bad(what, "is cut short in " + FormatException.quote(member));
        }
        at = start + bytes + (bytes & 1);
        if (member.equals(name) || member.startsWith(name + ".")) {
          return new Content.Stretch(file, start, bytes);
        }
        if (!member.startsWith("_")) {
          throw bad(what, "has " + FormatException.quote(member) + " where " + name + " belongs");
        }
      }
    }

    private String stretch(long offset, int length) throws IOException {
      byte[] bytes = new Content.Stretch(file, offset, length).read(length).toArray();
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  private static LayerException bad(String what, String why) {
    return new LayerException(what + ": not a Debian package: " + why);
  }
}
