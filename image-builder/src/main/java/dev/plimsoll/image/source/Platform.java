package dev.plimsoll.image.source;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.Architecture;
import java.util.Optional;

/**
 * An OCI platform (image-spec 1.1, image-index.md), e.g. {@code linux/arm64/v8}.
 *
 * @param variant empty when none is named
 */
record Platform(String os, String architecture, String variant) {
  /** What buildkit writes beside images for its attestations: nothing that runs. */
  private static final String UNKNOWN = "unknown";

  /** The {@code platform} of an index entry, if it names one. */
  static Optional<Platform> find(JsonObject entry) throws FormatException {
    Optional<JsonObject> json = entry.findObject("platform");
    return json.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Platform(
                json.get().findString("os").orElse(""),
                json.get().findString("architecture").orElse(""),
                json.get().findString("variant").orElse("")));
  }

  /** The key of {@code architecture} in lock files, e.g. {@code linux/amd64}. */
  static String key(Architecture architecture) {
    return "linux/" + architecture.wire();
  }

  boolean isUnknown() {
    return os.equals(UNKNOWN) || architecture.equals(UNKNOWN);
  }

  /**
   * Whether every machine of {@code wanted} runs it: variants beyond the base ({@code v8} of arm64,
   * {@code v1} of amd64) need newer processors.
   */
  boolean runsOn(Architecture wanted) {
    return os.equals("linux")
        && architecture.equals(wanted.wire())
        && (variant.isEmpty() || variant.equals(baseVariant(wanted)));
  }

  private static String baseVariant(Architecture architecture) {
    return switch (architecture) {
      case AMD64 -> "v1";
      case ARM64 -> "v8";
      case RISCV64 -> "rva20u64";
    };
  }

  @Override
  public String toString() {
    return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }
}
