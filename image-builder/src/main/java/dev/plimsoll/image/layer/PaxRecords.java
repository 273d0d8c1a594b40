package dev.plimsoll.image.layer;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The extension records that stand before one tar entry: PAX (POSIX.1-2001, {@code LENGTH
 * KEY=VALUE\n}) and the GNU long names, which PAX overrides. Extended attributes are {@code
 * SCHILY.xattr.NAME}. Unknown keys carry nothing that the image needs and are dropped, except those
 * of sparse files, whose data would be misread.
 */
final class PaxRecords {
  private static final String XATTR = "SCHILY.xattr.";
  private static final int MAX_XATTRS = 64;

  private final String what;
  private final LayerLimits limits;
  private final Map<String, byte[]> records = new HashMap<>();
  private final Map<String, Bytes> xattrs = new TreeMap<>();
  private Optional<String> longName = Optional.empty();
  private Optional<String> longLink = Optional.empty();
  private boolean pending;

  PaxRecords(String what, LayerLimits limits) {
    this.what = what;
    this.limits = limits;
  }

  boolean pending() {
    return pending;
  }

  void setLongName(String name) {
    pending = true;
    longName = Optional.of(name);
  }

  void setLongLink(String name) {
    pending = true;
    longLink = Optional.of(name);
  }

  void addPax(byte[] data) throws LayerException {
    pending = true;
    int at = 0;
    while (at < data.length) {
      at = addOne(data, at);
    }
  }

  private int addOne(byte[] data, int at) throws LayerException {
    int blank = at;
    int length = 0;
    while (blank < data.length && data[blank] >= '0' && data[blank] <= '9' && blank - at < 9) {
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
    String key = utf8(Arrays.copyOfRange(data, blank + 1, equals));
    keep(key, Arrays.copyOfRange(data, equals + 1, end - 1));
    return end;
  }

  private void keep(String key, byte[] value) throws LayerException {
    if (key.startsWith("GNU.sparse.")) {
      throw bad("a sparse file, which is not supported");
    }
    if (key.startsWith(XATTR)) {
      xattrs.put(key.substring(XATTR.length()), Bytes.copyOf(value));
      if (xattrs.size() > MAX_XATTRS) {
        throw bad("more than " + MAX_XATTRS + " extended attributes on one file");
      }
    } else {
      records.put(key, value);
    }
  }

  Optional<String> name() throws LayerException {
    return text("path").or(() -> longName);
  }

  Optional<String> linkName() throws LayerException {
    return text("linkpath").or(() -> longLink);
  }

  OptionalLong size() throws LayerException {
    return number("size");
  }

  OptionalLong uid() throws LayerException {
    return number("uid");
  }

  OptionalLong gid() throws LayerException {
    return number("gid");
  }

  /** Whole seconds; fractions are cut. */
  OptionalLong mtime() throws LayerException {
    return number("mtime");
  }

  Map<String, Bytes> xattrs() {
    return xattrs;
  }

  private Optional<String> text(String key) throws LayerException {
    byte[] value = records.get(key);
    return value == null || value.length == 0 ? Optional.empty() : Optional.of(utf8(value));
  }

  private OptionalLong number(String key) throws LayerException {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    String whole = text.get().split("\\.", 2)[0];
    if (whole.matches("-[0-9]{1,18}") && key.equals("mtime")) {
      return OptionalLong.of(0);
    }
    if (!whole.matches("[0-9]{1,18}")) {
      throw bad("PAX record " + key + "=" + FormatException.quote(text.get()));
    }
    return OptionalLong.of(Long.parseLong(whole));
  }

  private String utf8(byte[] bytes) throws LayerException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') >= 0 || text.length() > limits.maxHeader()) {
        throw bad("a PAX record with a NUL");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new LayerException(what + ": has a PAX record that is not UTF-8", e);
    }
  }

  private LayerException bad(String why) {
    return new LayerException(what + ": has " + why);
  }
}
