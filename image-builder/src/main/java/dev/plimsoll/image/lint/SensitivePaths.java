package dev.plimsoll.image.lint;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Paths of a host that give a container a way out of itself when they are bound into it: the whole
 * root, kernel interfaces, account and boot files, sockets and state of container runtimes.
 */
final class SensitivePaths {
  /** These and everything below them. */
  private static final List<String> TREES =
      List.of(
          "/boot",
          "/containers",
          "/dev",
          "/proc",
          "/root",
          "/run/containerd",
          "/run/docker",
          "/run/runc",
          "/sys",
          "/usr",
          "/bin",
          "/sbin",
          "/lib",
          "/lib64",
          "/var/lib/containerd",
          "/var/lib/docker",
          "/var/lib/kubelet");

  /** These alone; what lies below is judged by itself. */
  private static final Set<String> EXACT =
      Set.of(
          "/",
          "/etc",
          "/etc/crontab",
          "/etc/group",
          "/etc/gshadow",
          "/etc/init.d",
          "/etc/inittab",
          "/etc/ld.so.preload",
          "/etc/passwd",
          "/etc/shadow",
          "/etc/ssh",
          "/etc/sudoers",
          "/home",
          "/run",
          "/var",
          "/var/lib");

  private SensitivePaths() {}

  static boolean isSensitive(String path) {
    String plain = normal(path);
    if (EXACT.contains(plain)) {
      return true;
    }
    if (plain.endsWith("docker.sock")
        || plain.endsWith("containerd.sock")
        || plain.endsWith("crio.sock")) {
      return true;
    }
    return TREES.stream().anyMatch(t -> plain.equals(t) || plain.startsWith(t + "/"));
  }

  /** Without doubled or trailing slashes, {@code .} and {@code ..}; {@code /var/run} is /run. */
  static String normal(String path) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/")) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    String plain = "/" + String.join("/", parts);
    boolean run = plain.equals("/var/run") || plain.startsWith("/var/run/");
    return run ? plain.substring("/var".length()) : plain;
  }
}
