package dev.plimsoll.server.adapter;

import dev.plimsoll.pipeline.BlobStore;
import dev.plimsoll.pipeline.EventLog;
import dev.plimsoll.pipeline.RunStore;
import dev.plimsoll.pipeline.testing.BlobStoreContract;
import dev.plimsoll.pipeline.testing.EventLogContract;
import dev.plimsoll.pipeline.testing.RunStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The adapters for one machine keep the contracts of their ports. */
final class AdaptersContractTest {
  private final List<SqliteDatabase> opened = new ArrayList<>();

  @TempDir Path folder;

  @AfterEach
  void close() {
    opened.forEach(SqliteDatabase::close);
  }

  private SqliteDatabase database() throws IOException {
    SqliteDatabase database = SqliteDatabase.open(folder.resolve("plimsoll.db"));
    opened.add(database);
    return database;
  }

  @Nested
  final class SqliteEventLogTest extends EventLogContract {
    @Override
    protected EventLog emptyLog() throws IOException {
      return new SqliteEventLog(database());
    }
  }

  @Nested
  final class SqliteRunStoreTest extends RunStoreContract {
    @Override
    protected RunStore emptyStore() throws IOException {
      return new SqliteRunStore(database());
    }
  }

  @Nested
  final class DirectoryBlobStoreTest extends BlobStoreContract {
    @Override
    protected BlobStore emptyStore() throws IOException {
      return DirectoryBlobStore.open(folder.resolve("blobs"));
    }
  }
}
