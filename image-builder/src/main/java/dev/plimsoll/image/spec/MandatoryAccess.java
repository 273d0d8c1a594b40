package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What LinuxKit has no fields for: {@code seccomp}, {@code apparmor} and {@code selinux}.
 *
 * @param apparmor name of a profile that is loaded at boot, or {@code unconfined}
 * @param selinux labels
 */
public record MandatoryAccess(
    Optional<Located<SeccompSetting>> seccomp,
    Optional<Located<String>> apparmor,
    Optional<Located<Labels>> selinux) {
  private static final Pattern APPARMOR = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./+-]{0,127}");

  /** user:role:type[:level[:categories]]. */
  private static final Pattern LABEL =
      Pattern.compile("[a-zA-Z0-9_.]+(:[a-zA-Z0-9_.]+){2}(:[a-zA-Z0-9_.,-]+){0,2}");

  /**
   * SELinux labels.
   *
   * @param process e.g. {@code system_u:system_r:container_t:s0}
   * @param mount of the files that the runtime mounts, e.g. its tmpfs; empty: the policy's own
   */
  public record Labels(Optional<String> process, Optional<String> mount) {}

  MandatoryAccess over(MandatoryAccess label) {
    return new MandatoryAccess(
        seccomp.or(label::seccomp), apparmor.or(label::apparmor), selinux.or(label::selinux));
  }

  static MandatoryAccess parse(Fields fields) throws FormatException {
    Optional<Located<String>> seccomp = fields.string("seccomp");
    if (seccomp.isPresent()) {
      Checks.localPath(seccomp.get(), fields.path("seccomp"));
    }
    Optional<Located<String>> apparmor = fields.string("apparmor");
    if (apparmor.isPresent() && !APPARMOR.matcher(apparmor.get().value()).matches()) {
      throw Checks.wrong(apparmor.get(), fields.path("apparmor"), "wanted a profile's name");
    }
    return new MandatoryAccess(
        seccomp.map(s -> new Located<>(SeccompSetting.of(s), s.at())), apparmor, selinux(fields));
  }

  /** One label for the process, or a mapping of both. */
  private static Optional<Located<Labels>> selinux(Fields fields) throws FormatException {
    Optional<YamlNode> node = fields.find("selinux");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (!(node.get() instanceof YamlMap)) {
      return Optional.of(
          new Located<>(new Labels(label(fields, "selinux"), Optional.empty()), node.get().at()));
    }
    Fields labels = Fields.of(node.get(), fields.path("selinux"), Set.of("process", "mount"));
    return Optional.of(
        new Located<>(
            new Labels(label(labels, "process"), label(labels, "mount")), node.get().at()));
  }

  private static Optional<String> label(Fields fields, String key) throws FormatException {
    Optional<Located<String>> label = fields.string(key);
    if (label.isPresent() && !LABEL.matcher(label.get().value()).matches()) {
      throw Checks.wrong(
          label.get(), fields.path(key), "wanted a label such as system_u:system_r:container_t:s0");
    }
    return label.map(Located::value);
  }
}
