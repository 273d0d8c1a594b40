package dev.plimsoll.image.store;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.oci.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a {@link DirectoryContentStore}, for who looks after it: lists and removes. Removing
 * is for whoever owns the directory alone.
 */
public final class StoreDirectory {
  private static final JsonReader READER = JsonReader.within(JsonLimits.REQUEST);

  private final Path root;

  /** {@code root} as for {@link DirectoryContentStore#open}. */
  public StoreDirectory(Path root) {
    this.root = root;
  }

  /** A blob, and when it was put. */
  public record Blob(Digest digest, long size, Instant put) {}

  /** A component that builds took from the store. */
  public record Use(Digest root, String what, Instant last, Path file) {}

  /** What was made of what. */
  public record Note(Digest input, Digest output, Instant made, Path file) {}

  /** All blobs, by digest. */
  public List<Blob> blobs() throws IOException {
    List<Blob> found = new ArrayList<>();
    for (Path file : files(root.resolve("sha256"))) {
      String name = String.valueOf(file.getFileName());
      if (Digest.isHex(name)) {
        BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
        found.add(new Blob(new Digest(name), is.size(), is.lastModifiedTime().toInstant()));
      }
    }
    return found;
  }

  /** All uses, by digest. */
  public List<Use> uses() throws IOException {
    List<Use> found = new ArrayList<>();
    for (Path file : files(root.resolve(Uses.FOLDER))) {
      String name = String.valueOf(file.getFileName());
      if (name.length() > 64 && Digest.isHex(name.substring(0, 64))) {
        found.add(
            new Use(
                new Digest(name.substring(0, 64)),
                Files.readString(file),
                Files.getLastModifiedTime(file).toInstant(),
                file));
      }
    }
    return found;
  }

  /** All notes; what cannot be read is none. */
  public List<Note> notes() throws IOException {
    List<Note> found = new ArrayList<>();
    for (Path file : files(root.resolve("derived"))) {
      String name = String.valueOf(file.getFileName());
      if (!Digest.isHex(name)) {
        continue;
      }
      try {
        String what = file.toString();
        Bytes text = Bytes.copyOf(Files.readAllBytes(file));
        Descriptor output = Descriptor.parse(READER.parse(what, text).asObject(what));
        found.add(
            new Note(
                new Digest(name),
                output.digest(),
                Files.getLastModifiedTime(file).toInstant(),
                file));
      } catch (FormatException e) {
        // counts as none, as it does for builds
      }
    }
    return found;
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Removes a blob; what names it finds nothing from now on. */
  public void remove(Blob blob) throws IOException {
    Files.deleteIfExists(root.resolve("sha256").resolve(blob.digest().hex()));
  }

  public void remove(Use use) throws IOException {
    Files.deleteIfExists(use.file());
  }

  public void remove(Note note) throws IOException {
    Files.deleteIfExists(note.file());
  }
}
