package dev.plimsoll.image.layer;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Extended attributes in PAX records: {@code SCHILY.xattr.NAME} with the value as it is, which
 * wins, and libarchive's {@code LIBARCHIVE.xattr.NAME}, name URL-encoded and value in base64.
 *
 * <p>Refused: more or larger ones than the limits and Linux allow, and those by which overlayfs
 * keeps its books, because a layer could point the running system at other files with them.
 */
final class XattrRecords {
  private static final String SCHILY = "SCHILY.xattr.";
  private static final String LIBARCHIVE = "LIBARCHIVE.xattr.";

  /** XATTR_NAME_MAX and XATTR_SIZE_MAX of Linux, bytes. */
  private static final int MAX_NAME = 255;

  private static final int MAX_VALUE = 1 << 16;

  private final String what;
  private final LayerLimits limits;
  private final Map<String, Bytes> found = new TreeMap<>();
  private final Map<String, Bytes> libarchive = new TreeMap<>();
  private long bytes;

  XattrRecords(String what, LayerLimits limits) {
    this.what = what;
    this.limits = limits;
  }

  /** False when the record is no extended attribute. */
  boolean add(String key, byte[] value) throws LayerException {
    if (key.startsWith(SCHILY)) {
      put(found, key.substring(SCHILY.length()), value);
    } else if (key.startsWith(LIBARCHIVE)) {
      try {
        String encoded = key.substring(LIBARCHIVE.length()).replace("+", "%2B");
        String name = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        put(libarchive, name, Base64.getDecoder().decode(value));
      } catch (IllegalArgumentException e) {
        throw bad("the malformed record " + FormatException.quote(key), e);
      }
    } else {
      return false;
    }
    return true;
  }

  private void put(Map<String, Bytes> into, String name, byte[] value) throws LayerException {
    if (name.isEmpty() || name.indexOf('\0') >= 0 || name.length() > MAX_NAME) {
      throw bad("an extended attribute of the name " + FormatException.quote(name));
    }
    if (name.startsWith("trusted.overlay.") || name.startsWith("user.overlay.")) {
      throw bad("the extended attribute " + FormatException.quote(name) + " of overlayfs");
    }
    bytes += name.length() + value.length;
    if (value.length > MAX_VALUE) {
      throw bad("an extended attribute of " + value.length + " bytes, Linux takes " + MAX_VALUE);
    }
    if (bytes > limits.maxXattrBytes()) {
      String more = "has more than " + limits.maxXattrBytes() + " bytes of extended attributes";
      throw limits.exceeded(what, more + " on one file", "xattr-bytes");
    }
    into.put(name, Bytes.copyOf(value));
    if (into.size() > limits.maxXattrs()) {
      String more = "has more than " + limits.maxXattrs() + " extended attributes";
      throw limits.exceeded(what, more + " on one file", "xattrs");
    }
  }

  boolean isEmpty() {
    return found.isEmpty() && libarchive.isEmpty();
  }

  Map<String, Bytes> all() {
    Map<String, Bytes> all = new TreeMap<>(libarchive);
    all.putAll(found);
    return all;
  }

  private LayerException bad(String found) {
    return new LayerException(what + ": has " + found);
  }

  private LayerException bad(String found, Throwable cause) {
    return new LayerException(what + ": has " + found, cause);
  }
}
