package dev.plimsoll.verifier.tuf;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.verifier.testing.TestKey;
import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Changes every member of every kind of metadata, in every way that {@link JsonMutations} knows:
 * once as an attacker without keys, once as a repository that signs nonsense. Neither makes the
 * client fall over, the first never changes what it trusts, and after what was refused the right
 * file is taken as if nothing had been.
 */
class FieldMutationTest {
  private static final String TARGET = "img/web/1";
  private static final TargetFile FILE =
      TargetFile.of(
          1,
          Bytes.ofUtf8("x").digest(),
          JsonObject.builder().put("plimsoll", JsonObject.builder().build()).build());
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  private static TufRepositorySimulator repository() {
    TufRepositorySimulator repository = new TufRepositorySimulator();
    repository.listHashes(false);
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

  private static JsonObject json(Bytes file) throws Exception {
    return READER.parse("file", file).asObject("file");
  }

  @ParameterizedTest
  @CsvSource({"2.root.json", "timestamp.json", "2.snapshot.json", "1.targets.json", "1.build.json"})
  void withoutTheKeys_changesNothing(String name) throws Exception {
    TufRepositorySimulator repository = repository();
    Bytes good = repository.file(name);
    for (JsonValue changed : JsonMutations.of(json(good))) {
      TrustedStore store = TrustedStore.inMemory(repository.file("1.root.json"));
      repository.replace(name, JsonWriter.compact(changed));
      try {
        assertThat(find(repository, store)).contains(FILE);
      } catch (TufException e) {
        assertThat(e.role()).isNotEmpty();
        assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(1_000);
      }
      repository.replace(name, good);
      assertThat(find(repository, store)).contains(FILE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2.root.json, root",
    "timestamp.json, timestamp",
    "2.snapshot.json, snapshot",
    "1.targets.json, targets",
    "1.build.json, build"
  })
  void signedNonsense_isRefusedByAVerificationError(String name, String role) throws Exception {
    TufRepositorySimulator repository = repository();
    Bytes good = repository.file(name);
    TestKey key = TestKey.ed25519(role);
    int refused = 0;
    for (JsonValue changed : JsonMutations.of(json(good).object("signed"))) {
      Optional<Bytes> file = signed(key, changed);
      if (file.isEmpty()) {
        continue; // no canonical form, so nobody can have signed it
      }
      TrustedStore store = TrustedStore.inMemory(repository.file("1.root.json"));
      repository.replace(name, file.get());
      try {
        find(repository, store);
      } catch (TufException e) {
        refused++;
        assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(1_000);
        repository.replace(name, good);
        if (!role.equals("root") && trusted(store, role).equals(Optional.of(file.get()))) {
          continue; // taken, and what hangs on it refused: it was signed, after all
        }
        if (!role.equals("root")) {
          assertThat(find(repository, store)).contains(FILE);
        }
      } catch (IOException | RuntimeException e) {
        fail(name + " as " + file.get().utf8(), e);
      }
    }
    assertThat(refused).isPositive();
  }

  private static Optional<Bytes> trusted(TrustedStore store, String role) throws IOException {
    return store.load(role);
  }

  private static Optional<Bytes> signed(TestKey key, JsonValue signed) {
    try {
      String sig = key.sign(JsonWriter.canonical(signed)).hex();
      return Optional.of(
          JsonWriter.compact(
              JsonObject.builder()
                  .put("signed", signed)
                  .put(
                      "signatures",
                      List.of(
                          JsonObject.builder()
                              .put("keyid", key.tufKey().id())
                              .put("sig", sig)
                              .build()))
                  .build()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
