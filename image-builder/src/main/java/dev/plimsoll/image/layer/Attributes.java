package dev.plimsoll.image.layer;

import dev.plimsoll.formats.Bytes;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What every kind of file has.
 *
 * @param mode the twelve permission bits
 * @param mtime seconds since 1970; never negative
 * @param xattrs extended attributes by name, e.g. {@code security.capability}
 */
public record Attributes(int mode, int uid, int gid, long mtime, Map<String, Bytes> xattrs) {
  /** 2017-04-18T16:30:00Z, the time that LinuxKit gives to what it generates. */
  public static final long GENERATED_TIME = 1_492_533_000L;

  public Attributes {
    if ((mode & ~07777) != 0 || uid < 0 || gid < 0 || mtime < 0) {
      throw new IllegalArgumentException("mode " + mode + " uid " + uid + " gid " + gid);
    }
    xattrs = Collections.unmodifiableMap(new TreeMap<>(xattrs));
  }

  /** For a file that the builder makes: root's, with the fixed time. */
  public static Attributes generated(int mode) {
    return new Attributes(mode, 0, 0, GENERATED_TIME, Map.of());
  }

  public static Attributes generated(int mode, int uid, int gid) {
    return new Attributes(mode, uid, gid, GENERATED_TIME, Map.of());
  }
}
