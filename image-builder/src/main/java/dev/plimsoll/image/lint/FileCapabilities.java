package dev.plimsoll.image.lint;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The extended attribute {@code security.capability} (linux/capability.h, {@code struct
 * vfs_cap_data} and {@code vfs_ns_cap_data}): little-endian, 12 bytes at revision 1, 20 at 2, 24 at
 * 3.
 *
 * @param effective whether a program starts with its permitted capabilities in force
 * @param permitted names in the kernel's order; a bit without a name is {@code CAP_N}
 * @param rootId user id that is root in the namespace that the file is meant for; revision 3 alone
 */
record FileCapabilities(
    int revision,
    boolean effective,
    List<String> permitted,
    List<String> inheritable,
    OptionalLong rootId) {
  static final String XATTR = "security.capability";

  private static final List<String> NAMES =
      List.of(
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_DAC_READ_SEARCH",
          "CAP_FOWNER",
          "CAP_FSETID",
          "CAP_KILL",
          "CAP_SETGID",
          "CAP_SETUID",
          "CAP_SETPCAP",
          "CAP_LINUX_IMMUTABLE",
          "CAP_NET_BIND_SERVICE",
          "CAP_NET_BROADCAST",
          "CAP_NET_ADMIN",
          "CAP_NET_RAW",
          "CAP_IPC_LOCK",
          "CAP_IPC_OWNER",
          "CAP_SYS_MODULE",
          "CAP_SYS_RAWIO",
          "CAP_SYS_CHROOT",
          "CAP_SYS_PTRACE",
          "CAP_SYS_PACCT",
          "CAP_SYS_ADMIN",
          "CAP_SYS_BOOT",
          "CAP_SYS_NICE",
          "CAP_SYS_RESOURCE",
          "CAP_SYS_TIME",
          "CAP_SYS_TTY_CONFIG",
          "CAP_MKNOD",
          "CAP_LEASE",
          "CAP_AUDIT_WRITE",
          "CAP_AUDIT_CONTROL",
          "CAP_SETFCAP",
          "CAP_MAC_OVERRIDE",
          "CAP_MAC_ADMIN",
          "CAP_SYSLOG",
          "CAP_WAKE_ALARM",
          "CAP_BLOCK_SUSPEND",
          "CAP_AUDIT_READ",
          "CAP_PERFMON",
          "CAP_BPF",
          "CAP_CHECKPOINT_RESTORE");

  FileCapabilities {
    permitted = List.copyOf(permitted);
    inheritable = List.copyOf(inheritable);
  }

  /** Every capability, by the kernel's number. */
  static List<String> names() {
    return NAMES;
  }

  /**
   * @throws FormatException when the kernel would not honour the attribute: a revision that it does
   *     not know, or another length than the revision's
   */
  static FileCapabilities decode(Bytes xattr) throws FormatException {
    ByteBuffer in = ByteBuffer.wrap(xattr.toArray()).order(ByteOrder.LITTLE_ENDIAN);
    if (in.remaining() < 4) {
      throw new FormatException(XATTR + " has " + xattr.size() + " bytes, wanted 12, 20 or 24");
    }
    int magic = in.getInt();
    int revision = magic >>> 24;
    int length =
        switch (revision) {
          case 1 -> 12;
          case 2 -> 20;
          case 3 -> 24;
          default -> throw new FormatException(XATTR + " has unknown revision " + revision);
        };
    if (xattr.size() != length) {
      throw new FormatException(
          XATTR + " of revision " + revision + " has " + xattr.size() + " bytes, wanted " + length);
    }
    long permitted = Integer.toUnsignedLong(in.getInt());
    long inheritable = Integer.toUnsignedLong(in.getInt());
    if (revision > 1) {
      permitted |= (long) in.getInt() << 32;
      inheritable |= (long) in.getInt() << 32;
    }
    OptionalLong root =
        revision == 3 ? OptionalLong.of(Integer.toUnsignedLong(in.getInt())) : OptionalLong.empty();
    return new FileCapabilities(
        revision, (magic & 1) != 0, names(permitted), names(inheritable), root);
  }

  private static List<String> names(long bits) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < Long.SIZE; i++) {
      if ((bits >>> i & 1) != 0) {
        found.add(i < NAMES.size() ? NAMES.get(i) : "CAP_" + i);
      }
    }
    return found;
  }
}
