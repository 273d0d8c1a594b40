package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.DigestMismatchException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An OCI image layout (image-spec 1.1, image-layout.md). */
final class LayoutSource implements BlobSource {
  private final LayoutFiles files;
  private final Optional<String> tag;
  private final Optional<Digest> digest;
  private final Located<String> where;

  LayoutSource(
      LayoutFiles files, Optional<String> tag, Optional<Digest> digest, Located<String> where) {
    this.files = files;
    this.tag = tag;
    this.digest = digest;
    this.where = where;
  }

  @Override
  public Found findManifest() throws FormatException, IOException {
    if (digest.isPresent()) {
      return new Found(
          findManifest(digest.get())
              .orElseThrow(() -> new FormatException(at(), "the layout has no " + digest.get())));
    }
    Descriptor chosen = choose();
    Bytes bytes =
        findManifest(chosen.digest())
            .orElseThrow(() -> new SourceException(where, "lacks its manifest " + chosen.digest()));
    return new Found(bytes);
  }

  private JsonObject index() throws FormatException, IOException {
    if (files.find("oci-layout").isEmpty()) {
      throw new FormatException(at(), "not an OCI image layout: it has no file \"oci-layout\"");
    }
    Content index =
        files
            .find("index.json")
            .orElseThrow(
                () -> new FormatException(at(), "not an OCI image layout: no \"index.json\""));
    return ImageManifests.parse(at() + ": index.json", read("index.json", index));
  }

  private Descriptor choose() throws FormatException, IOException {
    JsonObject json = index();
    List<JsonObject> matching = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (JsonObject child : ImageManifests.children(json)) {
      if (child.findString("artifactType").equals(Optional.of(MediaTypes.PROVENANCE_ARTIFACT))) {
        continue; // about an image, and none itself
      }
      Optional<JsonObject> annotations = child.findObject("annotations");
      String name =
          annotations.isPresent()
              ? annotations.get().findString(ImageManifests.REF_NAME).orElse("")
              : "";
      names.add(name);
      if (tag.isEmpty() || tag.get().equals(name)) {
        matching.add(child);
      }
    }
    if (matching.size() != 1) {
      throw new FormatException(
          at(),
          (tag.isEmpty() ? "wanted a layout of one image" : "wanted one image of this tag")
              + "; it has "
              + matching.size()
              + ", tags: "
              + FormatException.quote(String.join(", ", names)));
    }
    return Descriptor.parse(matching.getFirst());
  }

  private Bytes read(String document, Content content) throws IOException {
    if (content.length() > ImageManifests.MAX_MANIFEST) {
      throw new SourceException(
          where,
          "its "
              + document
              + " has "
              + content.length()
              + " bytes; the limit is "
              + ImageManifests.MAX_MANIFEST);
    }
    return content.read(ImageManifests.MAX_MANIFEST);
  }

  @Override
  public Optional<Bytes> findManifest(Digest wanted) throws IOException {
    Optional<Content> blob = files.find(path(wanted));
    if (blob.isEmpty()) {
      return Optional.empty();
    }
    Bytes bytes = read("manifest " + wanted, blob.get());
    if (!bytes.digest().equals(wanted)) {
      throw new SourceException(
          where, "its manifest " + wanted + " has content of digest " + bytes.digest());
    }
    return Optional.of(bytes);
  }

  @Override
  public InputStream open(Descriptor blob, int attempt) throws IOException {
    return files
        .find(path(blob.digest()))
        .orElseThrow(() -> new FileNotFoundException(blob.digest().toString()))
        .open();
  }

  /** Referrers stand in {@code index.json} beside the image. */
  @Override
  public List<Bytes> findReferrers(Referrers.Kind kind, List<Digest> subjects)
      throws FormatException, IOException {
    Referrers bundles =
        new Referrers(
            kind,
            at(),
            new Referrers.Reader() {
              @Override
              public Optional<Bytes> manifest(Digest digest) throws IOException {
                return findManifest(digest);
              }

              @Override
              public Bytes blob(Descriptor blob, int maxBytes) throws IOException {
                return checkedBlob(blob, maxBytes);
              }
            });
    List<Bytes> found = new ArrayList<>();
    for (Digest subject : subjects) {
      found.addAll(bundles.among(ImageManifests.children(index()), subject));
    }
    return found;
  }

  private Bytes checkedBlob(Descriptor blob, int maxBytes) throws IOException {
    Content content =
        files
            .find(path(blob.digest()))
            .orElseThrow(() -> new SourceException(where, "lacks its blob " + blob.digest()));
    Bytes bytes = content.read(maxBytes);
    if (!bytes.digest().equals(blob.digest())) {
      throw new DigestMismatchException("a signature", blob.digest(), bytes.digest());
    }
    return bytes;
  }

  @Override
  public boolean local() {
    return true;
  }

  private String at() {
    return where.at() + ": " + where.value();
  }

  private static String path(Digest digest) {
    return "blobs/sha256/" + digest.hex();
  }
}
