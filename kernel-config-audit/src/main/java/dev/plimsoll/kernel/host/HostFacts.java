package dev.plimsoll.kernel.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that rules use, and the files that answer them (Linux 7.2,
 * Documentation/admin-guide/tainted-kernels.rst, Documentation/ABI):
 *
 * <ul>
 *   <li>{@code lsm}: active security modules, a comma list
 *   <li>{@code lockdown}: none, integrity, confidentiality
 *   <li>{@code taint}: letters, a comma list; {@code none} when there are none
 *   <li>{@code module.NAME}: {@code loaded}, or absent; {@code -} and {@code _} are alike
 *   <li>{@code vulnerability.NAME}: the kernel's words; {@code vulnerability.*}: every one must do
 *   <li>{@code secureboot}: enabled, disabled; absent without EFI
 *   <li>{@code kexec_loaded}, {@code kexec_crash_loaded}: 0, 1
 *   <li>{@code smt}: on, off, forceoff, notsupported, notimplemented
 *   <li>{@code ima_measurements}: how many
 *   <li>{@code keyring.NAME}: how many keys; the leading dot of the keyring's name is left out
 * </ul>
 */
public final class HostFacts {
  /** Names without a part of their own. */
  public static final List<String> NAMES =
      List.of(
          "lsm",
          "lockdown",
          "taint",
          "secureboot",
          "kexec_loaded",
          "kexec_crash_loaded",
          "smt",
          "ima_measurements");

  /** What stands before a part of their own. */
  public static final List<String> PREFIXES = List.of("module.", "vulnerability.", "keyring.");

  private static final String TAINT_LETTERS = "PFSRMBUDAWCIOELKXTNJ";
  private static final String TAINTED = "/proc/sys/kernel/tainted";
  private static final String MODULES = "/proc/modules";
  private static final String KEYS = "/proc/keys";
  private static final String SECURE_BOOT = "efi:SecureBoot";
  private static final String VULNERABILITIES = "/sys/devices/system/cpu/vulnerabilities/";
  private static final Pattern CHOSEN = Pattern.compile("\\[(\\w{1,40})\\]");
  private static final Pattern KEYRING =
      Pattern.compile(".* keyring +\\.?(\\S+): (\\d{1,9}|empty)");

  private HostFacts() {}

  static HostFact find(HostSnapshot host, String name) {
    return switch (name) {
      case "lsm" -> line(host, "/sys/kernel/security/lsm");
      case "lockdown" -> lockdown(host);
      case "taint" -> taint(host);
      case "secureboot" -> secureBoot(host);
      case "kexec_loaded", "kexec_crash_loaded" -> line(host, "/sys/kernel/" + name);
      case "smt" -> line(host, "/sys/devices/system/cpu/smt/control");
      case "ima_measurements" -> line(host, "/sys/kernel/security/ima/runtime_measurements_count");
      default -> part(host, name);
    };
  }

  /** The names that {@code vulnerability.*} stands for on this host. */
  public static List<String> expand(HostSnapshot host, String name) {
    if (!name.equals("vulnerability.*")) {
      return List.of(name);
    }
    List<String> names = new ArrayList<>();
    for (String path : host.below(VULNERABILITIES)) {
      names.add("vulnerability." + path.substring(VULNERABILITIES.length()));
    }
    return names;
  }

  private static HostFact part(HostSnapshot host, String name) {
    if (name.startsWith("module.")) {
      return module(host, name.substring("module.".length()).replace('-', '_'));
    }
    if (name.startsWith("vulnerability.")) {
      return line(host, VULNERABILITIES + name.substring("vulnerability.".length()));
    }
    if (name.startsWith("keyring.")) {
      return keyring(host, name.substring("keyring.".length()));
    }
    return new HostFact.Absent();
  }

  private static HostFact line(HostSnapshot host, String path) {
    if (host.unreadable(path)) {
      return new HostFact.Unreadable(path, "the collector was not allowed to read it");
    }
    Optional<List<String>> lines = host.file(path);
    return lines.isEmpty()
        ? new HostFact.Absent()
        : new HostFact.Value(String.join(" ", lines.get()).strip(), path);
  }

  /** {@code none [integrity] confidentiality}: the one in brackets holds. */
  private static HostFact lockdown(HostSnapshot host) {
    HostFact line = line(host, "/sys/kernel/security/lockdown");
    if (!(line instanceof HostFact.Value v)) {
      return line;
    }
    Matcher m = CHOSEN.matcher(v.value());
    return m.find()
        ? new HostFact.Value(m.group(1), v.place())
        : new HostFact.Unreadable(v.place(), "none of its words is in brackets");
  }

  private static HostFact taint(HostSnapshot host) {
    HostFact line = line(host, TAINTED);
    if (!(line instanceof HostFact.Value v)) {
      return line;
    }
    if (!v.value().matches("\\d{1,18}")) {
      return new HostFact.Unreadable(TAINTED, "it is no number");
    }
    long bits = Long.parseLong(v.value());
    List<String> letters = new ArrayList<>();
    for (int i = 0; i < 63; i++) {
      if ((bits >> i & 1) != 0) {
        letters.add(i < TAINT_LETTERS.length() ? TAINT_LETTERS.substring(i, i + 1) : "bit" + i);
      }
    }
    return new HostFact.Value(letters.isEmpty() ? "none" : String.join(",", letters), TAINTED);
  }

  private static HostFact module(HostSnapshot host, String name) {
    HostFact all = line(host, MODULES);
    if (all instanceof HostFact.Unreadable) {
      return all;
    }
    for (String line : host.file(MODULES).orElse(List.of())) {
      if (line.split(" ", 2)[0].replace('-', '_').equals(name)) {
        return new HostFact.Value("loaded", MODULES);
      }
    }
    return new HostFact.Absent();
  }

  private static HostFact secureBoot(HostSnapshot host) {
    HostFact line = line(host, SECURE_BOOT);
    if (!(line instanceof HostFact.Value v)) {
      return line;
    }
    return switch (v.value()) {
      case "1" -> new HostFact.Value("enabled", SECURE_BOOT);
      case "0" -> new HostFact.Value("disabled", SECURE_BOOT);
      default -> new HostFact.Unreadable(SECURE_BOOT, "neither 0 nor 1");
    };
  }

  private static HostFact keyring(HostSnapshot host, String name) {
    HostFact all = line(host, KEYS);
    if (all instanceof HostFact.Unreadable) {
      return all;
    }
    for (String line : host.file(KEYS).orElse(List.of())) {
      Matcher m = KEYRING.matcher(line);
      if (m.matches() && m.group(1).equals(name)) {
        return new HostFact.Value(m.group(2).equals("empty") ? "0" : m.group(2), KEYS);
      }
    }
    return new HostFact.Absent();
  }
}
