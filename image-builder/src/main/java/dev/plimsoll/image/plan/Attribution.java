package dev.plimsoll.image.plan;

import dev.plimsoll.image.layer.Section;
import dev.plimsoll.image.source.Component;
import dev.plimsoll.image.source.LockEntry;
import java.util.Optional;

/** Names what was fetched for a section by its content: no folder, no tag, no machine. */
final class Attribution {
  private Attribution() {}

  static Section section(String location, Component component) {
    return new Section(location, source(component));
  }

  /**
   * {@code deb:NAME=VERSION}, {@code REGISTRY/NAME@DIGEST}, or the digest alone of local images.
   */
  private static String source(Component component) {
    String identity = component.identity();
    Optional<LockEntry> pin = component.pin();
    if (pin.isEmpty() || !(pin.get() instanceof LockEntry.Image image)) {
      return identity;
    }
    boolean local = identity.matches("(oci|oci-archive|docker-archive):.*");
    return (local ? "" : withoutTag(identity) + "@") + image.manifest();
  }

  private static String withoutTag(String identity) {
    String name = identity.replaceFirst("^docker://", "").replaceFirst("@.*$", "");
    int colon = name.lastIndexOf(':');
    return colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
  }
}
