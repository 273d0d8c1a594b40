package dev.plimsoll.verifier.boot;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonNumber;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import dev.plimsoll.formats.tuf.TargetFile;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * The {@code plimsoll} object of a target's {@code custom}, signed like all of the entry. A member
 * of another type than it should be counts as one that is not there.
 */
record TargetClaims(JsonObject json) {
  private static final JsonObject NONE = JsonObject.builder().build();

  static TargetClaims of(TargetFile entry) {
    return new TargetClaims(
        entry.custom().find("plimsoll").orElse(NONE) instanceof JsonObject o ? o : NONE);
  }

  Optional<Digest> image() {
    return digest("image");
  }

  Optional<Digest> policy() {
    return digest("policy");
  }

  Optional<String> verdict() {
    return text("verdict");
  }

  /** Roles whose hosts the image was built for; none where the builder does not say. */
  List<String> hostRoles() {
    return json.find("hostRoles").orElse(NONE) instanceof JsonValue.JsonArray roles
        ? roles.items().stream().map(r -> r instanceof JsonString s ? s.value() : "").toList()
        : List.of();
  }

  /** Whether what is said here of image and minimum version, if anything, is the pointer's. */
  boolean agreesWith(ReleasePointer pointer) {
    boolean image = json.find("image").isEmpty() || image().equals(Optional.of(pointer.image()));
    Optional<JsonValue> least = json.find("minVersion");
    return image
        && (least.isEmpty()
            || (least.get() instanceof JsonNumber n
                && n.value().compareTo(BigDecimal.valueOf(pointer.minVersion())) == 0));
  }

  private Optional<String> text(String member) {
    return json.find(member).orElse(NONE) instanceof JsonString s
        ? Optional.of(s.value())
        : Optional.empty();
  }

  private Optional<Digest> digest(String member) {
    try {
      Optional<String> text = text(member);
      return text.isPresent() ? Optional.of(Digest.parse(text.get())) : Optional.empty();
    } catch (FormatException e) {
      return Optional.empty();
    }
  }
}
