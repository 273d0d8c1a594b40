package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.source.LockEntry.Image;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.util.Optional;

/**
 * From a reference to the one manifest for an architecture: pinned, or through the index that the
 * tag names. What is found goes into the store; a pin that the store has is asked of nobody.
 */
final class ManifestResolver {
  /** Index, index, manifest: buildkit and docker write one index; nobody needs more than two. */
  private static final int MAX_NESTED = 3;

  private final ContentStore store;
  private final Architecture architecture;
  private final Located<String> where;
  private final String what;
  private final BlobSource source;
  private final Claim claim;

  /** Hears of every document before it is looked for in the store, or put there. */
  interface Claim {
    /** Whether the store has it already. */
    boolean claim(Digest digest) throws IOException;
  }

  ManifestResolver(
      ContentStore store,
      Architecture architecture,
      Located<String> where,
      BlobSource source,
      Claim claim) {
    this.claim = claim;
    this.store = store;
    this.architecture = architecture;
    this.where = where;
    this.what = where.at() + ": " + where.value();
    this.source = source;
  }

  /**
   * @param index what the reference named, when that was one
   */
  record Resolved(Optional<Digest> index, Bytes manifest) {}

  /** What the reference names now. */
  Resolved now() throws FormatException, IOException {
    return descend(source.findManifest().bytes());
  }

  /** The manifest for this architecture out of a pinned index. */
  Resolved within(Digest index) throws FormatException, IOException {
    return descend(pinned(index));
  }

  /** What is pinned; a local file must still be that. */
  Resolved again(Image pin) throws FormatException, IOException {
    if (source.local()) {
      Resolved now = now();
      if (!now.manifest.digest().equals(pin.manifest())) {
        throw new FormatException(
            where.at().toString(),
            where.value()
                + " is "
                + now.manifest.digest()
                + " now, the lock file pins "
                + pin.manifest()
                + "; build with --update to take the new one");
      }
      return now;
    }
    return new Resolved(pin.index(), pinned(pin.manifest()));
  }

  private Bytes pinned(Digest digest) throws FormatException, IOException {
    return claim.claim(digest)
        ? store.read(digest, ImageManifests.MAX_MANIFEST)
        : keep(byDigest(digest, "no longer has the locked "), Manifest.MEDIA_TYPE);
  }

  private Resolved descend(Bytes found) throws FormatException, IOException {
    Bytes document = found;
    JsonObject json = ImageManifests.parse(what, document);
    if (!ImageManifests.isIndex(what, json)) {
      return new Resolved(Optional.empty(), keep(document, Manifest.MEDIA_TYPE));
    }
    Digest index = document.digest();
    for (int depth = 0; ImageManifests.isIndex(what, json); depth++) {
      if (depth == MAX_NESTED) {
        throw new SourceException(
            where, "indexes within indexes, more than " + MAX_NESTED + " deep");
      }
      keep(document, ImageManifests.INDEX);
      Descriptor child = ImageManifests.pickPlatform(what, json, architecture);
      document = pinnedChild(child);
      json = ImageManifests.parse(what, document);
    }
    return new Resolved(Optional.of(index), keep(document, Manifest.MEDIA_TYPE));
  }

  private Bytes pinnedChild(Descriptor child) throws FormatException, IOException {
    boolean stored = claim.claim(child.digest()) && !source.local();
    return stored
        ? store.read(child.digest(), ImageManifests.MAX_MANIFEST)
        : byDigest(child.digest(), "lacks its manifest ");
  }

  private Bytes byDigest(Digest digest, String whenMissing) throws FormatException, IOException {
    Bytes found =
        source
            .findManifest(digest)
            .orElseThrow(() -> new SourceException(where, whenMissing + digest));
    if (!found.digest().equals(digest)) {
      throw new SourceException(
          where, "a manifest has digest " + found.digest() + ", wanted " + digest);
    }
    return found;
  }

  private Bytes keep(Bytes document, String mediaType) throws IOException {
    if (!claim.claim(document.digest())) {
      store.put(mediaType, document);
    }
    return document;
  }
}
