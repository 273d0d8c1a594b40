package dev.plimsoll.image.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One mark for all that write to a directory at the same time; gone when none does. Thread-safe.
 */
final class SharedMark {
  private final Path directory;
  private Optional<LiveMark> mark = Optional.empty();
  private int writers;

  SharedMark(Path directory) {
    this.directory = directory;
  }

  /** A writer begins; the ID belongs into the name of its temporary file. */
  synchronized String enter() throws IOException {
    if (mark.isEmpty()) {
      mark = Optional.of(LiveMark.in(directory));
    }
    writers++;
    return mark.get().id();
  }

  /** A writer has removed its temporary file. */
  synchronized void leave() throws IOException {
    writers--;
    if (writers == 0 && mark.isPresent()) {
      LiveMark last = mark.get();
      mark = Optional.empty();
      last.close();
    }
  }
}
