package dev.plimsoll.image.layer;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The extension records that stand before one tar entry: PAX (POSIX.1-2001, {@code LENGTH
 * KEY=VALUE\n}) and the GNU long names, which PAX overrides. Of a key that stands twice the last
 * counts. Unknown keys carry nothing that the image needs and are dropped.
 */
final class PaxRecords {
  private static final int MAX_DIGITS = 9;

  private final String what;
  private final LayerLimits limits;
  private final XattrRecords xattrs;
  private final List<Long> sparseNumbers = new ArrayList<>();
  private Optional<String> path = Optional.empty();
  private Optional<String> linkPath = Optional.empty();
  private Optional<String> longName = Optional.empty();
  private Optional<String> longLink = Optional.empty();
  private Optional<String> sparseName = Optional.empty();
  private OptionalLong size = OptionalLong.empty();
  private OptionalLong uid = OptionalLong.empty();
  private OptionalLong gid = OptionalLong.empty();
  private OptionalLong mtime = OptionalLong.empty();
  private OptionalLong sparseSize = OptionalLong.empty();
  private boolean sparse;
  private boolean sparseMapInData;
  private boolean pax;

  PaxRecords(String what, LayerLimits limits) {
    this.what = what;
    this.limits = limits;
    this.xattrs = new XattrRecords(what, limits);
  }

  void setLongName(byte[] name) throws LayerException {
    if (longName.isPresent()) {
      throw bad("two long names before one entry");
    }
    longName = Optional.of(TarText.decode(trimmed(name), "a long name", what));
  }

  void setLongLink(byte[] name) throws LayerException {
    if (longLink.isPresent()) {
      throw bad("two long link targets before one entry");
    }
    longLink = Optional.of(TarText.decode(trimmed(name), "a long link target", what));
  }

  private static byte[] trimmed(byte[] name) {
    int end = name.length;
    while (end > 0 && name[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(name, end);
  }

  void addPax(byte[] data) throws LayerException {
    if (pax) {
      throw bad("two extension headers before one entry");
    }
    pax = true;
    for (int at = 0; at < data.length; ) {
      at = addOne(data, at, false);
    }
  }

  /**
   * A global header, which readers disagree about: comments pass, what would change names, sizes or
   * attributes of all entries does not.
   */
  static void checkGlobal(byte[] data, String what, LayerLimits limits) throws LayerException {
    PaxRecords records = new PaxRecords(what, limits);
    for (int at = 0; at < data.length; ) {
      at = records.addOne(data, at, true);
    }
  }

  private int addOne(byte[] data, int at, boolean global) throws LayerException {
    int blank = at;
    int length = 0;
    while (blank < data.length && digit(data[blank]) && blank - at < MAX_DIGITS) {
      length = length * 10 + (data[blank++] - '0');
    }
    int end = at + length;
    boolean framed =
        blank > at
            && blank < data.length
            && data[blank] == ' '
            && end <= data.length
            && end > blank + 2
            && data[end - 1] == '\n';
    int equals = blank + 1;
    while (framed && equals < end && data[equals] != '=') {
      equals++;
    }
    if (!framed || equals >= end) {
      throw bad("a malformed PAX record");
    }
    String key = TarText.decode(data, blank + 1, equals, "a PAX key", what);
    byte[] value = Arrays.copyOfRange(data, equals + 1, end - 1);
    if (!keep(key, value) || !global) {
      return end;
    }
    throw bad("a global PAX record " + FormatException.quote(key) + ", which not all readers obey");
  }

  private static boolean digit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** False when the record means nothing to us. */
  private boolean keep(String key, byte[] value) throws LayerException {
    switch (key) {
      case "path" -> path = text(key, value);
      case "linkpath" -> linkPath = text(key, value);
      case "size" -> size = number(key, value);
      case "uid" -> uid = number(key, value);
      case "gid" -> gid = number(key, value);
      case "mtime" -> mtime = number(key, value);
      default -> {
        return key.startsWith("GNU.sparse.") ? sparse(key, value) : xattrs.add(key, value);
      }
    }
    return true;
  }

  /** All of GNU tar's PAX formats: 0.0 (offset and numbytes), 0.1 (map), 1.0 (map in the data). */
  private boolean sparse(String key, byte[] value) throws LayerException {
    sparse = true;
    switch (key) {
      case "GNU.sparse.name" -> sparseName = text(key, value);
      case "GNU.sparse.size", "GNU.sparse.realsize" -> sparseSize = number(key, value);
      case "GNU.sparse.offset", "GNU.sparse.numbytes" -> sparseNumber(key, value);
      case "GNU.sparse.map" -> {
        for (String part : ascii(value).split(",", -1)) {
          sparseNumber(key, part.getBytes(StandardCharsets.ISO_8859_1));
        }
      }
      case "GNU.sparse.major" -> {
        if (!ascii(value).equals("1") && !ascii(value).equals("0")) {
          throw bad("a sparse file of the unknown version " + FormatException.quote(ascii(value)));
        }
        sparseMapInData = ascii(value).equals("1");
      }
      default -> {} // minor and numblocks say nothing that the map does not
    }
    return true;
  }

  private void sparseNumber(String key, byte[] value) throws LayerException {
    sparseNumbers.add(
        number(key, value).orElseThrow(() -> bad("a sparse map with an empty number")));
  }

  Optional<String> name() {
    return sparseName.or(() -> path).or(() -> longName);
  }

  Optional<String> linkName() {
    return linkPath.or(() -> longLink);
  }

  OptionalLong size() {
    return size;
  }

  OptionalLong uid() {
    return uid;
  }

  OptionalLong gid() {
    return gid;
  }

  /** Whole seconds; fractions are cut, times before 1970 are 0. */
  OptionalLong mtime() {
    return mtime;
  }

  boolean isSparse() {
    return sparse;
  }

  boolean isSparseMapInData() {
    return sparseMapInData;
  }

  /** Length of a sparse file with its holes. */
  long sparseSize() throws LayerException {
    return sparseSize.orElseThrow(() -> bad("a sparse file without its size"));
  }

  /** Offset and length by turns. */
  List<Long> sparseNumbers() {
    return sparseNumbers;
  }

  Map<String, Bytes> xattrs() {
    return xattrs.isEmpty() ? Map.of() : new TreeMap<>(xattrs.all());
  }

  private Optional<String> text(String key, byte[] value) throws LayerException {
    return value.length == 0
        ? Optional.empty()
        : Optional.of(TarText.decode(value, "a PAX record " + key, what));
  }

  private OptionalLong number(String key, byte[] value) throws LayerException {
    if (value.length == 0) {
      return OptionalLong.empty();
    }
    boolean time = key.equals("mtime");
    boolean negative = time && value[0] == '-';
    long n = 0;
    int i = negative ? 1 : 0;
    int first = i;
    while (i < value.length && digit(value[i]) && i - first < 18) {
      n = n * 10 + (value[i++] - '0');
    }
    boolean fraction = time && i < value.length && value[i] == '.';
    if (i == first || i < value.length && !fraction) {
      throw bad("PAX record " + key + "=" + FormatException.quote(ascii(value)));
    }
    return OptionalLong.of(negative ? 0 : n);
  }

  private static String ascii(byte[] value) {
    return new String(value, StandardCharsets.ISO_8859_1);
  }

  private LayerException bad(String why) {
    return new LayerException(what + ": has " + why);
  }
}
