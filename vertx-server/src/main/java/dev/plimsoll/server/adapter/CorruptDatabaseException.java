package dev.plimsoll.server.adapter;

import java.io.IOException;
import java.nio.file.Path;

/** The database file is not what SQLite left there. Says which file and what to do. */
public final class CorruptDatabaseException extends IOException {
  private static final long serialVersionUID = 1L;

  public CorruptDatabaseException(Path file, String found) {
    super(
        "database "
            + file
            + " is damaged ("
            + found
            + "): restore it from a backup, or move it away together with its -wal and -shm files"
            + " to start with an empty history");
  }
}
