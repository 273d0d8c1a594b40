package dev.plimsoll.server.ui;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.pipeline.BlobStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Documents in a map; there are no files. */
final class MemoryBlobs implements BlobStore {
  private final Map<Digest, Bytes> blobs = new HashMap<>();

  @Override
  public Descriptor put(String mediaType, InputStream in) throws IOException {
    Bytes content = Bytes.copyOf(in.readAllBytes());
    blobs.put(content.digest(), content);
    return Descriptor.of(mediaType, content.digest(), content.size());
  }

  @Override
  public Descriptor put(String mediaType, InputStream in, Digest expected) throws IOException {
    return put(mediaType, in);
  }

  @Override
  public Optional<Path> find(Digest digest) {
    return Optional.empty();
  }

  @Override
  public Bytes read(Digest digest, int maxBytes) throws IOException {
    Bytes content = blobs.get(digest);
    if (content == null) {
      throw new FileNotFoundException("no blob " + digest);
    }
    return content;
  }

  @Override
  public Path findVerified(Digest digest) throws IOException {
    throw new FileNotFoundException("no file of blob " + digest);
  }

  @Override
  public void remove(Digest digest) {
    blobs.remove(digest);
  }
}
