package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The capabilities of Linux 6.x (capability.h), by name. */
final class Capabilities {
  static final List<String> ALL =
      List.of(
          "CAP_AUDIT_CONTROL",
          "CAP_AUDIT_READ",
          "CAP_AUDIT_WRITE",
          "CAP_BLOCK_SUSPEND",
          "CAP_BPF",
          "CAP_CHECKPOINT_RESTORE",
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_DAC_READ_SEARCH",
          "CAP_FOWNER",
          "CAP_FSETID",
          "CAP_IPC_LOCK",
          "CAP_IPC_OWNER",
          "CAP_KILL",
          "CAP_LEASE",
          "CAP_LINUX_IMMUTABLE",
          "CAP_MAC_ADMIN",
          "CAP_MAC_OVERRIDE",
          "CAP_MKNOD",
          "CAP_NET_ADMIN",
          "CAP_NET_BIND_SERVICE",
          "CAP_NET_BROADCAST",
          "CAP_NET_RAW",
          "CAP_PERFMON",
          "CAP_SETFCAP",
          "CAP_SETGID",
          "CAP_SETPCAP",
          "CAP_SETUID",
          "CAP_SYSLOG",
          "CAP_SYS_ADMIN",
          "CAP_SYS_BOOT",
          "CAP_SYS_CHROOT",
          "CAP_SYS_MODULE",
          "CAP_SYS_NICE",
          "CAP_SYS_PACCT",
          "CAP_SYS_PTRACE",
          "CAP_SYS_RAWIO",
          "CAP_SYS_RESOURCE",
          "CAP_SYS_TIME",
          "CAP_SYS_TTY_CONFIG",
          "CAP_WAKE_ALARM");

  private static final Set<String> KNOWN = Set.copyOf(ALL);

  private Capabilities() {}

  /** Expands a lone {@code all} or {@code none}; refuses an unknown name where it stands. */
  static List<String> expand(List<Located<String>> names, String what) throws FormatException {
    if (names.size() == 1) {
      String only = names.getFirst().value().toLowerCase(Locale.ROOT);
      if (only.equals("all")) {
        return ALL;
      } else if (only.equals("none")) {
        return List.of();
      }
    }
    List<String> found = new ArrayList<>();
    for (Located<String> name : names) {
      if (!KNOWN.contains(name.value())) {
        String help =
            Spelling.nearest(name.value(), ALL)
                .map(n -> "did you mean \"" + n + "\"?")
                .orElse("wanted a capability such as CAP_NET_ADMIN, or all or none alone");
        throw Checks.wrong(name, what, help);
      }
      if (!found.contains(name.value())) {
        found.add(name.value());
      }
    }
    return List.copyOf(found);
  }
}
