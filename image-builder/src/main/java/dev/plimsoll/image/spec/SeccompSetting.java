package dev.plimsoll.image.spec;

/** {@code seccomp:} which system calls a container may make. */
public sealed interface SeccompSetting {
  /** {@code default}: the profile that comes with Plimsoll. */
  record Default() implements SeccompSetting {}

  /** {@code unconfined}: all, also where the image's label says otherwise. */
  record Unconfined() implements SeccompSetting {}

  /** A profile in the form of the OCI runtime-spec, a JSON file beside the specification. */
  record Profile(Located<String> path) implements SeccompSetting {}

  /** The setting that {@code written} stands for. */
  static SeccompSetting of(Located<String> written) {
    return switch (written.value()) {
      case "default" -> new Default();
      case "unconfined" -> new Unconfined();
      default -> new Profile(written);
    };
  }
}
