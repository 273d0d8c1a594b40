package dev.plimsoll.verifier.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of a store, for both; and what lies on disk. */
class TrustedStoreTest {
  private static final Bytes ROOT = Bytes.ofUtf8("{\"root\" :1}\n");
  @TempDir private Path directory = Path.of("");

  private TrustedStore store(String kind) throws IOException {
    if (kind.equals("memory")) {
      return TrustedStore.inMemory(ROOT);
    }
    TrustedStore store = TrustedStore.of(directory);
    store.save("root", ROOT);
    return store;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "disk"})
  void keepsBytes_replacesAndForgets(String kind) throws Exception {
    TrustedStore store = store(kind);
    assertThat(store.load("root")).contains(ROOT);
    assertThat(store.load("timestamp")).isEmpty();
    for (String role : List.of("timestamp", "../x", "/", "..", ".", "ключ", "a".repeat(5000))) {
      store.save(role, Bytes.ofUtf8(role));
      store.save(role, Bytes.ofUtf8("2 " + role));
      store.sync();
      assertThat(store.load(role)).contains(Bytes.ofUtf8("2 " + role));
    }
    store.delete("timestamp");
    store.delete("timestamp");
    assertThat(store.load("timestamp")).isEmpty();
    assertThat(store.latestTime()).isEmpty();
    store.saveLatestTime(Instant.EPOCH);
    assertThat(store.latestTime()).contains(Instant.EPOCH);
  }

  @Test
  void onDisk_namesAreUnversionedAndQuoted() throws Exception {
    TrustedStore store = store("disk");
    store.save("a/../b", ROOT);
    store.save("latest-time", ROOT);
    store.saveLatestTime(Instant.EPOCH);
    store.save("x".repeat(300), ROOT);

    assertThat(names())
        .containsExactlyInAnyOrder(
            "root.json",
            "a%2F..%2Fb.json",
            "latest-time.json",
            "latest-time",
            "%sha256-" + Bytes.ofUtf8("x".repeat(300)).digest().hex() + ".json");
    assertThat(store.latestTime()).contains(Instant.EPOCH);
  }

  @Test
  void onDisk_aCrashLeavesNothingHalf() throws Exception {
    TrustedStore store = store("disk");
    Files.writeString(directory.resolve("timestamp.json.new"), "half");
    assertThat(store.load("timestamp")).isEmpty();

    store.save("timestamp", ROOT);

    assertThat(names()).containsExactly("root.json", "timestamp.json");
  }

  @Test
  void onDisk_aBrokenTimeIsAnError_notForgotten() throws Exception {
    TrustedStore store = store("disk");
    Files.writeString(directory.resolve("latest-time"), "yesterday");

    assertThatThrownBy(store::latestTime).hasMessageContaining("holds no time");
  }
}
