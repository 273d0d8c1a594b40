package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.provenance.BuildRecord.LocalFile;
import dev.plimsoll.image.store.ContentStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Lays the local inputs of a recorded build out in a new folder: files by their digest, from the
 * record, the content store or a folder that the user names; OCI layouts put together again from
 * the store. Nothing that differs from the record gets in. Used by one thread.
 */
final class LocalFiles {
  /** Where files of the builder's home directory lie: {@code ~/x} is {@code ~/x} in the folder. */
  static final String HOME = "~";

  private final ContentStore store;
  private final Optional<Path> source;
  private final Path target;

  /**
   * @param source the folder of the specification, where there is one
   * @param target new and empty
   */
  LocalFiles(ContentStore store, Optional<Path> source, Path target) {
    this.store = store;
    this.source = source;
    this.target = target;
  }

  /**
   * @throws IOException when an input is nowhere to be found
   */
  void layOut(BuildRecord build) throws FormatException, IOException {
    for (LocalFile file : build.files()) {
      place(file);
    }
    new LocalImages(this).layOut(build.lock());
  }

  private Path inside(Path folder, String path) throws FormatException {
    try {
      Path found = folder.resolve(path).normalize();
      if (!path.isEmpty() && found.startsWith(folder) && !found.equals(folder)) {
        return found;
      }
    } catch (InvalidPathException e) {
      throw new FormatException(
          "local file " + FormatException.quote(path) + " is no usable path", e);
    }
    throw new FormatException(
        "local file " + FormatException.quote(path) + " lies outside the folder");
  }

  private void place(LocalFile file) throws FormatException, IOException {
    Path to = inside(target, file.path());
    Files.createDirectories(Optional.ofNullable(to.getParent()).orElseThrow());
    if (file.content().isPresent()) {
      Files.write(to, file.content().get().toArray());
      return;
    }
    Optional<Path> stored = store.find(file.digest());
    if (stored.isPresent()) {
      Files.copy(store.findVerified(file.digest()), to, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    if (source.isPresent()) {
      Path there = inside(source.get(), file.path());
      if (Files.isRegularFile(there)) {
        Files.copy(there, to, StandardCopyOption.REPLACE_EXISTING);
        try (InputStream in = Files.newInputStream(to)) {
          Digest now = Digest.of(in);
          if (now.equals(file.digest())) {
            return;
          }
          throw new IOException(there + " has digest " + now + ", the build had " + file.digest());
        }
      }
    }
    throw new FileNotFoundException(
        "local file "
            + file.path()
            + " ("
            + file.digest()
            + ") is neither in the store nor in the folder of the specification; name that folder"
            + " with --source");
  }

  /** Where {@code path} of the specification lies now; its folder is made. */
  Path target(String path) throws FormatException, IOException {
    Path to = inside(target, path);
    Files.createDirectories(Optional.ofNullable(to.getParent()).orElseThrow());
    return to;
  }

  /**
   * A blob of a local image, compared with its digest: from the store, or from the layout {@code
   * path} of the folder that the user named.
   */
  Path blob(String path, Digest digest) throws FormatException, IOException {
    if (store.find(digest).isPresent()) {
      return store.findVerified(digest);
    }
    if (source.isPresent()) {
      Path there =
          inside(source.get(), path).resolve("blobs").resolve("sha256").resolve(digest.hex());
      if (Files.isRegularFile(there)) {
        try (InputStream in = Files.newInputStream(there)) {
          Descriptor kept = store.put("application/octet-stream", in, digest);
          return store.findVerified(kept.digest());
        }
      }
    }
    throw new FileNotFoundException(
        path + ": blob " + digest + " is neither in the store nor in --source");
  }
}
