package dev.plimsoll.verifier.tuf;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.verifier.testing.TestKey;
import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Changes one byte of one published file. The client refuses it, or trusts just what was signed (a
 * blank, a broken signature beside a good one); and when the file is right again, it can update.
 */
class MetadataMutationTest {
  private static final String TARGET = "img/web/1";
  private static final TargetFile FILE =
      TargetFile.of(1, Bytes.ofUtf8("x").digest(), JsonObject.builder().build());
  private static final List<String> FILES =
      List.of("2.root.json", "timestamp.json", "2.snapshot.json", "1.targets.json", "1.build.json");

  private static TufRepositorySimulator repository(boolean hashes) {
    TufRepositorySimulator repository = new TufRepositorySimulator();
    repository.listHashes(hashes);
    TestKey key = TestKey.ed25519("build");
    repository.delegate(
        "targets",
        new DelegatedRole(
            "build",
            TufRepositorySimulator.role(1, key),
            List.of(new PathPattern("img/*/*")),
            List.of(),
            true),
        key,
        Map.of(TARGET, FILE));
    repository.rotate("root", 1, TestKey.ed25519("root"), TestKey.p256("root-2"));
    repository.publishRoot();
    repository.publishNext();
    return repository;
  }

  private static Optional<TargetFile> find(TufRepositorySimulator repository, TrustedStore store)
      throws IOException, TufException {
    Updater updater = Updater.of(store, repository.source(), UpdaterLimits.STANDARD, NOW);
    updater.refresh();
    return updater.findTarget(TARGET);
  }

  @Property(tries = 400)
  void failsClosed_andStaysUpdatable(
      @ForAll @IntRange(max = 4) int which,
      @ForAll @IntRange(max = 100_000) int position,
      @ForAll @IntRange(min = 1, max = 255) int mask,
      @ForAll boolean hashes)
      throws IOException, TufException {
    TufRepositorySimulator repository = repository(hashes);
    TrustedStore store = TrustedStore.inMemory(repository.file("1.root.json"));
    String name = FILES.get(which);
    Bytes good = repository.file(name);
    byte[] changed = good.toArray();
    changed[position % changed.length] ^= (byte) mask;
    repository.replace(name, Bytes.copyOf(changed));

    try {
      assertThat(find(repository, store)).contains(FILE);
    } catch (TufException e) {
      assertThat(e.role()).isNotEmpty();
      assertThat(e.getMessage()).doesNotContain("\n");
    }

    repository.replace(name, good);
    assertThat(find(repository, store)).contains(FILE);
  }
}
