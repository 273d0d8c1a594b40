package dev.plimsoll.image.registry;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A repository at its mirrors, in order, and at its registry. A mirror that fails or lacks
 * something is passed over in silence; the registry's own failure is the one that is told.
 */
public final class MirroredRepository {
  private final List<RegistryClient> places;
  private final int attempts;

  private MirroredRepository(List<RegistryClient> places, int attempts) {
    this.places = List.copyOf(places);
    this.attempts = attempts;
  }

  static MirroredRepository of(Registries registries, String host, String name) throws IOException {
    List<RegistryClient> places = new ArrayList<>();
    for (String mirror : registries.settings().mirrors().getOrDefault(host, List.of())) {
      places.add(registries.mirrored(host, mirror, name));
    }
    places.add(registries.repository(host, name));
    return new MirroredRepository(places, registries.settings().limits().attempts());
  }

  /** Whether there is another place than the registry itself. */
  public boolean hasMirrors() {
    return places.size() > 1;
  }

  private RegistryClient origin() {
    return places.getLast();
  }

  private interface Question {
    Optional<Bytes> ask(RegistryClient place) throws IOException;
  }

  private Optional<Bytes> first(Question question) throws IOException {
    for (RegistryClient mirror : places.subList(0, places.size() - 1)) {
      try {
        Optional<Bytes> found = question.ask(mirror);
        if (found.isPresent()) {
          return found;
        }
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        // a mirror is a convenience: whatever it says, the next place is asked
      }
    }
    return question.ask(origin());
  }

  /** What a tag names. */
  public Optional<Bytes> findManifest(String tag, String accept) throws IOException {
    return first(place -> place.findManifest(tag, accept));
  }

  /** A manifest whose digest is checked: a mirror with another content is passed over. */
  public Optional<Bytes> findManifest(Digest digest, String accept) throws IOException {
    return first(
        place ->
            place
                .findManifest(digest.toString(), accept)
                .filter(m -> place == origin() || m.digest().equals(digest)));
  }

  /** A small blob, read whole; the digest is checked at mirrors alone, as for manifests. */
  public Optional<Bytes> findBlob(Digest digest, int maxBytes) throws IOException {
    return first(
        place ->
            place
                .findBlob(digest, maxBytes)
                .filter(b -> place == origin() || b.digest().equals(digest)));
  }

  /** From the registry itself: mirrors do not know new signatures. */
  public Optional<Bytes> findReferrers(Digest subject) throws IOException {
    return origin().findReferrers(subject);
  }

  /** What the fallback tag of {@code subject} names, at the registry itself. */
  public Optional<Bytes> findFallback(Digest subject, String accept) throws IOException {
    return origin().findManifest("sha256-" + subject.hex(), accept);
  }

  /**
   * A blob, from wherever it can be had; its digest is not checked.
   *
   * @throws java.io.FileNotFoundException when no place has it
   */
  public InputStream open(Descriptor blob) throws IOException {
    return new BlobStream(places, blob, attempts).opened();
  }

  /** The same from the registry alone, when a mirror's content was wrong. */
  public InputStream openOrigin(Descriptor blob) throws IOException {
    return new BlobStream(List.of(origin()), blob, attempts).opened();
  }
}
