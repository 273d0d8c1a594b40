package dev.plimsoll.server.adapter;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.pipeline.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The builder's content store, owned by one service: what a crash left is removed at the start, and
 * a blob that is given to others was compared with its digest since it last changed.
 */
public final class DirectoryBlobStore implements BlobStore {
  private final DirectoryContentStore contents;

  private DirectoryBlobStore(DirectoryContentStore contents) {
    this.contents = contents;
  }

  /** Opens the store below {@code root} and removes what a crash left half-written. */
  public static DirectoryBlobStore open(Path root) throws IOException {
    DirectoryContentStore contents = DirectoryContentStore.open(root);
    contents.removeLeftovers();
    return new DirectoryBlobStore(contents);
  }

  @Override
  public Descriptor put(String mediaType, InputStream in) throws IOException {
    return contents.put(mediaType, in);
  }

  @Override
  public Descriptor put(String mediaType, InputStream in, Digest expected) throws IOException {
    return contents.put(mediaType, in, expected);
  }

  @Override
  public Optional<Path> find(Digest digest) {
    return contents.find(digest);
  }

  @Override
  public Bytes read(Digest digest, int maxBytes) throws IOException {
    return contents.read(digest, maxBytes);
  }

  @Override
  public Path findVerified(Digest digest) throws IOException {
    return contents.findVerified(digest);
  }

  @Override
  public Optional<Descriptor> derived(String recipe, Digest input) throws IOException {
    return contents.derived(recipe, input);
  }

  @Override
  public void derive(String recipe, Digest input, Descriptor output) throws IOException {
    contents.derive(recipe, input, output);
  }

  @Override
  public void used(Digest root, String what) throws IOException {
    contents.used(root, what);
  }

  @Override
  public void remove(Digest digest) throws IOException {
    contents.remove(digest);
  }
}
