package dev.plimsoll.image.output;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.LayerException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Extended attributes behind an inode (erofs_fs.h: erofs_xattr_ibody_header and entries, none of
 * them shared).
 *
 * @param bytes header and entries; empty when there are none
 */
record ErofsXattrs(Bytes bytes) {
  private static final int HEADER = 12;
  private static final int MAX_NAME = 255;
  private static final int MAX_VALUE = 0xffff;
  private static final int MAX_COUNT = 0x7fff;

  /** Name prefixes and their numbers; whole names first. */
  private static final Map<String, Integer> PREFIXES = new LinkedHashMap<>();

  static {
    PREFIXES.put("system.posix_acl_access", 2);
    PREFIXES.put("system.posix_acl_default", 3);
    PREFIXES.put("user.", 1);
    PREFIXES.put("trusted.", 4);
    PREFIXES.put("security.", 6);
  }

  static ErofsXattrs of(String path, Placed placed) throws LayerException {
    Map<String, Bytes> xattrs = placed.node().attributes().xattrs();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!xattrs.isEmpty()) {
      out.writeBytes(new byte[HEADER]);
    }
    for (Map.Entry<String, Bytes> e : xattrs.entrySet()) {
      if (!entry(e.getKey(), e.getValue(), out)) {
        throw refused(path, placed, e.getKey());
      }
    }
    ErofsXattrs made = new ErofsXattrs(Bytes.copyOf(out.toByteArray()));
    if (made.count() > MAX_COUNT) {
      throw refused(path, placed, xattrs.keySet().iterator().next());
    }
    return made;
  }

  /** Whether the format has room for it; if so it is written. */
  private static boolean entry(String name, Bytes value, ByteArrayOutputStream out) {
    Optional<String> prefix = PREFIXES.keySet().stream().filter(name::startsWith).findFirst();
    if (prefix.isEmpty()) {
      return false;
    }
    byte[] rest = name.substring(prefix.get().length()).getBytes(StandardCharsets.UTF_8);
    if (rest.length > MAX_NAME || value.size() > MAX_VALUE) {
      return false;
    }
    out.write(rest.length);
    out.write(PREFIXES.getOrDefault(prefix.get(), 0));
    out.write(value.size());
    out.write(value.size() >>> 8);
    out.writeBytes(rest);
    out.writeBytes(value.toArray());
    out.writeBytes(new byte[-out.size() & 3]);
    return true;
  }

  private static LayerException refused(String path, Placed placed, String name) {
    return new LayerException(
        placed.origin()
            + ": "
            + FormatException.quote("/" + path)
            + " has the extended attribute "
            + FormatException.quote(name)
            + ", which EROFS cannot carry");
  }

  int size() {
    return bytes.size();
  }

  /** {@code i_xattr_icount}: units of four bytes behind the header, and one for the header. */
  int count() {
    return size() == 0 ? 0 : (size() - HEADER) / 4 + 1;
  }
}
