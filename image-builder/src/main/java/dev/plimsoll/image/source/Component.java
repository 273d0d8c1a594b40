package dev.plimsoll.image.source;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.spec.Located;
import java.util.List;
import java.util.Optional;

/**
 * A fetched component: every layer lies in the content store.
 *
 * @param reference as the specification has it, with its place
 * @param identity for messages and annotations, e.g. {@code deb:runc 1.1.5+ds1-1}
 * @param pin what the lock file says of it
 * @param parts every blob that it is, and those that its layers become when they are unpacked
 */
public record Component(
    Located<String> reference,
    String identity,
    List<Layer> layers,
    ImageConfig config,
    Optional<LockEntry> pin,
    List<Digest> parts) {
  public Component {
    layers = List.copyOf(layers);
    parts = List.copyOf(parts);
  }

  /** A component that no lock file pins. */
  public Component(
      Located<String> reference, String identity, List<Layer> layers, ImageConfig config) {
    this(reference, identity, layers, config, Optional.empty(), List.of());
  }

  /**
   * One layer as published.
   *
   * @param diffId digest of the uncompressed archive, where the source tells
   */
  public record Layer(Descriptor blob, Optional<Digest> diffId) {}
}
