package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.registry.MirroredRepository;
import dev.plimsoll.image.registry.Registries;
import dev.plimsoll.image.source.Reference.Registry;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.DigestMismatchException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An image in a registry (OCI distribution-spec 1.1, pull), by its mirrors where it has some. */
final class RegistrySource implements BlobSource {
  private static final String ACCEPT =
      String.join(
          ", ",
          ImageManifests.INDEX,
          Manifest.MEDIA_TYPE,
          ImageManifests.DOCKER_INDEX,
          ImageManifests.DOCKER_MANIFEST);

  private final Registry reference;
  private final Located<String> where;
  private final MirroredRepository repository;

  RegistrySource(Registry reference, Located<String> where, Registries registries)
      throws IOException {
    this.reference = reference;
    this.where = where;
    this.repository = registries.mirrors(reference.host(), reference.repository());
  }

  @Override
  public Found findManifest() throws FormatException, IOException {
    Bytes bytes =
        (reference.digest().isPresent()
                ? findManifest(reference.digest().get())
                : located(() -> repository.findManifest(reference.selector(), ACCEPT)))
            .orElseThrow(
                () -> new SourceException(where, "the registry has no " + reference.selector()));
    if (reference.digest().isPresent() && !bytes.digest().equals(reference.digest().get())) {
      throw new SourceException(
          where, "the registry answered with " + bytes.digest() + ", asked for another digest");
    }
    return new Found(bytes);
  }

  @Override
  public Optional<Bytes> findManifest(Digest digest) throws IOException {
    return located(() -> repository.findManifest(digest, ACCEPT));
  }

  private interface Question {
    Optional<Bytes> ask() throws IOException;
  }

  private Optional<Bytes> located(Question question) throws SourceException {
    try {
      return question.ask();
    } catch (SourceException e) {
      throw e;
    } catch (IOException e) {
      throw new SourceException(where, String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public InputStream open(Descriptor blob, int attempt) throws IOException {
    return attempt == 1 ? repository.open(blob) : repository.openOrigin(blob);
  }

  /** A mirror may have given wrong content: the registry itself is asked once more. */
  @Override
  public int attempts() {
    return repository.hasMirrors() ? 2 : 1;
  }

  /** By the referrers API, or by the index that the fallback tag names where there is none. */
  @Override
  public List<Bytes> findReferrers(Referrers.Kind kind, List<Digest> subjects)
      throws FormatException, IOException {
    Referrers bundles = new Referrers(kind, where.at() + ": " + where.value(), new CheckedReader());
    List<Bytes> found = new ArrayList<>();
    for (Digest subject : subjects) {
      List<Bytes> referrers =
          among(located(() -> repository.findReferrers(subject)), bundles, subject);
      found.addAll(
          referrers.isEmpty()
              ? among(located(() -> repository.findFallback(subject, ACCEPT)), bundles, subject)
              : referrers);
    }
    return found;
  }

  private List<Bytes> among(Optional<Bytes> index, Referrers bundles, Digest subject)
      throws FormatException, IOException {
    if (index.isEmpty()) {
      return List.of();
    }
    String what = where.at() + ": " + where.value() + ": referrers";
    JsonObject json = ImageManifests.parse(what, index.get());
    return bundles.among(ImageManifests.children(json), subject);
  }

  private final class CheckedReader implements Referrers.Reader {
    @Override
    public Optional<Bytes> manifest(Digest digest) throws IOException {
      Optional<Bytes> found = findManifest(digest);
      if (found.isPresent()) {
        check("a referrer", digest, found.get());
      }
      return found;
    }

    @Override
    public Bytes blob(Descriptor blob, int maxBytes) throws IOException {
      Bytes found =
          located(() -> repository.findBlob(blob.digest(), maxBytes))
              .orElseThrow(() -> new SourceException(where, "lacks its blob " + blob.digest()));
      check("a signature", blob.digest(), found);
      return found;
    }

    private void check(String what, Digest wanted, Bytes found) throws DigestMismatchException {
      if (!found.digest().equals(wanted)) {
        throw new DigestMismatchException(what, wanted, found.digest());
      }
    }
  }

  @Override
  public boolean local() {
    return false;
  }
}
