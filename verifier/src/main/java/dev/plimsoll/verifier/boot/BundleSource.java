package dev.plimsoll.verifier.boot;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.boot.RoleBundle;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.TufException.LengthException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code GET /v1/boot/roles/{hostRole}} answered, as the source of an {@link
 * dev.plimsoll.verifier.tuf.Updater} whose workflow stays as it is: it asks for a file, the bundle
 * has it or not. So a bundle can do no more than any mirror, and is trusted as little.
 *
 * <p>A file that the host has already is left out of the answer, and comes from the host's own
 * store, which the updater asks first.
 */
public final class BundleSource implements MetadataSource, TargetBytes {
  private final MetadataSource metadata;
  private final Map<String, Bytes> targets;
  private final TargetBytes kept;

  private BundleSource(MetadataSource metadata, Map<String, Bytes> targets, TargetBytes kept) {
    this.metadata = metadata;
    this.targets = Map.copyOf(targets);
    this.kept = kept;
  }

  /**
   * The files of one answer.
   *
   * @param kept targets that the host has from earlier answers
   */
  public static BundleSource of(RoleBundle bundle, TargetBytes kept) {
    return new BundleSource(MetadataSource.of(bundle.metadata()), bundle.targets(), kept);
  }

  /**
   * The answer that nothing has changed: the newest timestamp is the host's own. It ends when that
   * timestamp expires, so an attacker who repeats this answer wins no more than by a freeze
   * (§5.4.4).
   */
  public static BundleSource unchanged(TrustedStore store, TargetBytes kept) {
    return new BundleSource(
        (name, maxBytes) ->
            name.equals(Timestamp.TYPE + ".json") ? store.load(Timestamp.TYPE) : Optional.empty(),
        Map.of(),
        kept);
  }

  @Override
  public Optional<Bytes> fetch(String name, long maxBytes) throws IOException, LengthException {
    return metadata.fetch(name, maxBytes);
  }

  @Override
  public Optional<Bytes> fetch(String path, TargetFile listed) throws IOException {
    Optional<Bytes> carried =
        Optional.ofNullable(targets.get(consistentName(path, listed)))
            .or(() -> Optional.ofNullable(targets.get(path)));
    return carried.isPresent() ? carried : kept.fetch(path, listed);
  }

  /** {@code host/kiosk/<sha256>.current} of {@code host/kiosk/current} (TUF 1.0.34 §5.7.3). */
  public static String consistentName(String path, TargetFile listed) {
    int slash = path.lastIndexOf('/') + 1;
    return path.substring(0, slash)
        + listed.sha256().map(d -> d.hex() + ".").orElse("")
        + path.substring(slash);
  }
}
