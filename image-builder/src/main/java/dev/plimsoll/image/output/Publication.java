package dev.plimsoll.image.output;

import dev.plimsoll.image.store.TemporaryTrees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Renames a set of finished files in one folder, all or none. What had a name before is kept aside
 * until {@link #commit}; closing without it brings everything back. A crash between two renames
 * leaves whole files alone, some of them new and some old, and the old ones of the new under hidden
 * names. Used by one thread.
 */
final class Publication implements AutoCloseable {
  private final Path directory;
  private final Deque<Step> done = new ArrayDeque<>();

  /** What was renamed, and where its predecessor is; no predecessor: {@code aside} is not there. */
  private record Step(Path temporary, Path target, Path aside) {}

  Publication(Path directory) {
    this.directory = directory;
  }

  /** Renames {@code temporary} to {@code target}, which may exist. */
  void rename(Path temporary, Path target) throws IOException {
    Path aside = target.resolveSibling(temporary.getFileName() + ".old");
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.isDirectory(temporary)) {
        throw new IOException(target + " is a folder, wanted to write a file there");
      }
      Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
      done.push(new Step(temporary, target, aside));
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      if (Files.isDirectory(temporary)) {
        throw new IOException(target + " is a file, wanted to write a folder there");
      }
      Files.createLink(aside, target);
    }
    done.push(new Step(temporary, target, aside));
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The names are final, and on the disk. */
  void commit() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
    while (!done.isEmpty()) {
      TemporaryTrees.delete(done.pop().aside);
    }
  }

  @Override
  public void close() throws IOException {
    while (!done.isEmpty()) {
      undo(done.pop());
    }
  }

  private static void undo(Step step) throws IOException {
    if (Files.exists(step.target, LinkOption.NOFOLLOW_LINKS) && Files.notExists(step.temporary)) {
      Files.move(step.target, step.temporary, StandardCopyOption.ATOMIC_MOVE);
    }
    if (Files.exists(step.aside, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(
          step.aside,
          step.target,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
