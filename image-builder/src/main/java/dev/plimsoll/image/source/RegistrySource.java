package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.source.Reference.Registry;
import dev.plimsoll.image.spec.Located;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** An image in a registry (OCI distribution-spec 1.1, pull). */
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
  private final RegistryClient client;

  RegistrySource(Registry reference, Located<String> where) {
    this.reference = reference;
    this.where = where;
    this.client =
        new RegistryClient(reference.host(), reference.repository(), DockerCredentials.ofUser());
  }

  @Override
  public Found findManifest() throws FormatException, IOException {
    Bytes bytes =
        get(reference.selector())
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
    return get(digest.toString());
  }

  private Optional<Bytes> get(String selector) throws IOException {
    try (InputStream in = client.get("manifests/" + selector, ACCEPT)) {
      byte[] bytes = in.readNBytes(ImageManifests.MAX_MANIFEST + 1);
      if (bytes.length > ImageManifests.MAX_MANIFEST) {
        throw new SourceException(
            where, "its manifest is larger than " + ImageManifests.MAX_MANIFEST + " bytes");
      }
      return Optional.of(Bytes.copyOf(bytes));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (SourceException e) {
      throw e;
    } catch (IOException e) {
      throw new SourceException(where, String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public InputStream open(Descriptor blob, int attempt) throws IOException {
    return client.get("blobs/" + blob.digest(), "*/*");
  }

  @Override
  public List<Bytes> findBundles(List<Digest> subjects) {
    return List.of();
  }

  @Override
  public boolean local() {
    return false;
  }
}
