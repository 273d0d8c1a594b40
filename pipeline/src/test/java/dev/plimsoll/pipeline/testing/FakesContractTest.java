package dev.plimsoll.pipeline.testing;

import dev.plimsoll.pipeline.BlobStore;
import dev.plimsoll.pipeline.EventLog;
import dev.plimsoll.pipeline.RunStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The fakes keep the contracts that they stand in for. */
final class FakesContractTest {
  @Nested
  final class MemoryEventLogTest extends EventLogContract {
    @Override
    protected EventLog emptyLog() {
      return new MemoryEventLog(Faults.none());
    }
  }

  @Nested
  final class MemoryRunStoreTest extends RunStoreContract {
    @Override
    protected RunStore emptyStore() {
      return new MemoryRunStore(Faults.none());
    }
  }

  @Nested
  final class FolderBlobStoreTest extends BlobStoreContract {
    @TempDir Path folder;

    @Override
    protected BlobStore emptyStore() {
      return new FolderBlobStore(folder, Faults.none());
    }
  }
}
