package dev.plimsoll.image.sbom;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.sbom.SoftwarePackage.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One header of an rpm database (rpm file format 4: count of index entries, size of data, entries
 * of four big-endian numbers, data).
 */
final class RpmHeader {
  private static final int ENTRY = 16;
  private static final int MAX_ENTRIES = 65_536;
  private static final int INT32 = 4;
  private static final int STRING = 6;
  private static final int I18N = 9;

  private static final int NAME = 1000;
  private static final int VERSION = 1001;
  private static final int RELEASE = 1002;
  private static final int EPOCH = 1003;
  private static final int SUMMARY = 1004;
  private static final int VENDOR = 1011;
  private static final int LICENSE = 1014;
  private static final int URL = 1020;
  private static final int ARCH = 1022;
  private static final int SOURCE = 1044;

  private final Map<Integer, String> texts = new HashMap<>();
  private OptionalLong epoch = OptionalLong.empty();

  private RpmHeader() {}

  /**
   * @throws FormatException when the index or a field reaches outside the blob
   */
  static RpmHeader parse(byte[] blob) throws FormatException {
    if (blob.length < 8) {
      throw new FormatException("an rpm header of " + blob.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(blob);
    int entries = in.getInt(0);
    int data = in.getInt(4);
    if (entries < 0
        || entries > MAX_ENTRIES
        || data < 0
        || 8L + (long) entries * ENTRY + data > blob.length) {
      throw new FormatException("an rpm header whose index does not fit its size");
    }
    RpmHeader header = new RpmHeader();
    int start = 8 + entries * ENTRY;
    for (int i = 0; i < entries; i++) {
      int at = 8 + i * ENTRY;
      header.field(in, in.getInt(at), in.getInt(at + 4), start, in.getInt(at + 8), data);
    }
    return header;
  }

  private void field(ByteBuffer in, int tag, int type, int start, int offset, int size)
      throws FormatException {
    if (!wanted(tag)) {
      return;
    }
    if (offset < 0 || offset >= size) {
      throw new FormatException("rpm tag " + tag + " lies outside its header");
    }
    if (type == STRING || type == I18N) {
      int end = start + offset;
      while (end < start + size && in.get(end) != 0) {
        end++;
      }
      if (end == start + size) {
        throw new FormatException("rpm tag " + tag + " has no end");
      }
      texts.put(
          tag,
          new String(in.array(), start + offset, end - start - offset, StandardCharsets.UTF_8));
    } else if (type == INT32 && tag == EPOCH && offset <= size - 4) {
      epoch = OptionalLong.of(Integer.toUnsignedLong(in.getInt(start + offset)));
    }
  }

  private static boolean wanted(int tag) {
    return switch (tag) {
      case NAME, VERSION, RELEASE, EPOCH, SUMMARY, VENDOR, LICENSE, URL, ARCH, SOURCE -> true;
      default -> false;
    };
  }

  /** Empty for keys, which rpm keeps like packages. */
  Optional<SoftwarePackage.Builder> toPackage(Distribution distribution) throws FormatException {
    Optional<String> name = text(NAME);
    Optional<String> version = text(VERSION);
    if (name.isEmpty() || version.isEmpty()) {
      throw new FormatException("an rpm header without name or version");
    }
    if (name.get().equals("gpg-pubkey")) {
      return Optional.empty();
    }
    String full = version.get() + text(RELEASE).map(r -> "-" + r).orElse("");
    String shown = epoch.isPresent() ? epoch.getAsLong() + ":" + full : full;
    return Optional.of(
        SoftwarePackage.named(Kind.RPM, name.get(), shown)
            .architecture(text(ARCH))
            .license(text(LICENSE))
            .supplier(text(VENDOR))
            .homepage(text(URL))
            .summary(text(SUMMARY))
            .source(text(SOURCE))
            .url(
                new PackageUrl(
                    "rpm",
                    distribution.id(),
                    name.get(),
                    full,
                    Map.of(
                        "arch", text(ARCH).orElse(""),
                        "distro", distribution.qualifier(),
                        "epoch", epoch.isPresent() ? "" + epoch.getAsLong() : ""))));
  }

  private Optional<String> text(int tag) {
    return Optional.ofNullable(texts.get(tag)).filter(t -> !t.isEmpty());
  }
}
