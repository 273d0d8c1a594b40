package dev.plimsoll.image.output;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.progress.Progress;
import dev.plimsoll.image.progress.ReportedOutput;
import dev.plimsoll.image.store.LiveMark;
import dev.plimsoll.image.store.TemporaryFiles;
import dev.plimsoll.image.store.TemporaryTrees;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Files of one build under hidden temporary names in their folder. {@link #publish} gives all of
 * them their names; {@link #close} deletes what did not get one. Used by one thread.
 */
public final class StagedFiles implements OutputFiles, AutoCloseable {
  private final Path directory;
  private final String name;
  private final Path work;
  private final Progress progress;
  private final LiveMark mark;
  private final SortedMap<String, Staged> staged = new TreeMap<>();
  private String format = "";

  /** A file or folder in the making; {@code content} once it is whole. */
  private static final class Staged {
    private final String format;
    private final Path temporary;
    private Optional<Descriptor> content = Optional.empty();

    Staged(String format, Path temporary) {
      this.format = format;
      this.temporary = temporary;
    }
  }

  private StagedFiles(Path directory, String name, Path work, Progress progress, LiveMark mark) {
    this.directory = directory;
    this.name = name;
    this.work = work;
    this.progress = progress;
    this.mark = mark;
  }

  /**
   * Files {@code directory/NAME…}; the folder is made when it is new.
   *
   * @param work for temporary files, the caller's to delete
   * @throws IOException when the folder cannot be written
   */
  public static StagedFiles in(Path directory, String name, Path work, Progress progress)
      throws IOException {
    requireWritable(directory);
    LiveMark.sweep(directory, id -> removeLeftovers(directory, id));
    return new StagedFiles(directory, name, work, progress, LiveMark.in(directory));
  }

  /** What a killed build left here: files and folders {@code .NAME…-ID-…}. */
  private static void removeLeftovers(Path directory, String id) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, ".*-" + id + "-*")) {
      for (Path file : left) {
        TemporaryTrees.delete(file);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** Makes the folder, and a mark in it, which is deleted again. */
  public static void requireWritable(Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
      LiveMark.in(directory).close();
    } catch (FileAlreadyExistsException e) {
      throw new IOException(e.getFile() + " is a file, wanted a folder for the outputs", e);
    } catch (AccessDeniedException e) {
      throw new IOException("outputs cannot be written to " + directory + ": access denied", e);
    }
  }

  /** What is created from now on belongs to {@code next}. */
  public void begin(String next) {
    format = next;
  }

  @Override
  public OutputStream create(String suffix) throws IOException {
    Path temporary = TemporaryFiles.create(directory, hidden(suffix));
    Staged file = stage(suffix, temporary);
    OutputStream out = new HashedFile(temporary, content -> file.content = Optional.of(content));
    return new ReportedOutput(
        out, progress.begin(Progress.Kind.WRITE, name + suffix, OptionalLong.empty()));
  }

  @Override
  public void share(String suffix, Content content) throws IOException {
    Optional<Digest> before =
        Optional.ofNullable(staged.get(suffix)).flatMap(f -> f.content).map(Descriptor::digest);
    if (before.isEmpty()) {
      try (OutputStream out = create(suffix)) {
        content.writeTo(out);
      }
      return;
    }
    try (InputStream in = content.open()) {
      if (!Digest.of(in).equals(before.get())) {
        throw new IllegalStateException(
            format + " writes another " + name + suffix + " than a format before it");
      }
    }
  }

  @Override
  public void adopt(String suffix, Path file) throws IOException {
    try (OutputStream out = create(suffix);
        InputStream in = Files.newInputStream(file)) {
      in.transferTo(out);
    }
    Files.delete(file);
  }

  @Override
  public Path createDirectory(String suffix) throws IOException {
    Path temporary = TemporaryTrees.create(directory, hidden(suffix));
    stage(suffix, temporary);
    return temporary;
  }

  @Override
  public void complete(String suffix, Descriptor what) {
    Optional.ofNullable(staged.get(suffix)).orElseThrow().content = Optional.of(what);
  }

  private String hidden(String suffix) {
    return name + suffix + "-" + mark.id();
  }

  private Staged stage(String suffix, Path temporary) throws IOException {
    Staged file = new Staged(format, temporary);
    Optional<Staged> before = Optional.ofNullable(staged.putIfAbsent(suffix, file));
    if (before.isPresent()) {
      TemporaryTrees.delete(temporary);
      throw new IllegalStateException(
          "both " + before.get().format + " and " + format + " write " + name + suffix);
    }
    return file;
  }

  @Override
  public Optional<Path> directory(String suffix) {
    return Optional.ofNullable(staged.get(suffix))
        .filter(s -> s.content.isPresent())
        .map(s -> s.temporary)
        .filter(Files::isDirectory);
  }

  @Override
  public Progress progress() {
    return progress;
  }

  @Override
  public Path work() {
    return work;
  }

  @Override
  public SortedMap<String, Descriptor> complete() {
    SortedMap<String, Descriptor> complete = new TreeMap<>();
    staged.forEach((suffix, file) -> file.content.ifPresent(c -> complete.put(suffix, c)));
    return complete;
  }

  /** Gives every file its name, all or none; in the order of their names. */
  public List<WrittenFile> publish() throws IOException {
    List<WrittenFile> written = new ArrayList<>();
    try (Publication publication = new Publication(directory)) {
      for (var e : staged.entrySet()) {
        Staged file = e.getValue();
        Path target = directory.resolve(name + e.getKey());
        Descriptor content =
            file.content.orElseThrow(
                () -> new IllegalStateException(name + e.getKey() + " was not completed"));
        publication.rename(file.temporary, target);
        written.add(new WrittenFile(file.format, target, content));
      }
      publication.commit();
    }
    return written;
  }

  /** Deletes everything that has not been published. */
  @Override
  public void close() throws IOException {
    try (mark) {
      for (Staged file : staged.values()) {
        TemporaryTrees.delete(file.temporary);
      }
    }
  }
}
