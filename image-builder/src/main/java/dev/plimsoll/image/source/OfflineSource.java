package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.spec.Located;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A registry that must not be asked: whatever is wanted of it is missing. */
final class OfflineSource implements BlobSource {
  /** What helps when something is missing without a network. */
  static final String HELP =
      "; build once without --offline, or bring it with \"plimsoll cache import\"";

  private final Located<String> where;

  OfflineSource(Located<String> where) {
    this.where = where;
  }

  @Override
  public Found findManifest() throws SourceException {
    throw new SourceException(
        where, "is not in the lock file, and --offline forbids to ask for it" + HELP);
  }

  @Override
  public Optional<Bytes> findManifest(Digest digest) throws SourceException {
    throw missing("manifest", digest);
  }

  @Override
  public InputStream open(Descriptor blob, int attempt) throws SourceException {
    throw missing("blob", blob.digest());
  }

  @Override
  public List<Bytes> findReferrers(Referrers.Kind kind, List<Digest> subjects)
      throws SourceException {
    throw new SourceException(
        where,
        "must be signed; the store has no signature for it, and --offline forbids to fetch it"
            + HELP);
  }

  private SourceException missing(String what, Digest digest) {
    return new SourceException(
        where,
        "the store has not its "
            + what
            + " "
            + digest
            + ", and --offline forbids to fetch it"
            + HELP);
  }

  @Override
  public boolean local() {
    return false;
  }
}
