package dev.plimsoll.verifier.tuf;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.EXPIRES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.verifier.testing.TestKey;
import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import dev.plimsoll.verifier.tuf.TufException.ThresholdException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Group key_rotations of the TUF conformance suite, by its names. Keys are numbers. */
class ConformanceRotationTest {
  private final Client client = new Client();
  private final TufRepositorySimulator repository = client.repository;

  /** Keys, threshold and signers of one version: {@code 0 1 2/2/0 1}. */
  private record Step(TestKey[] keys, int threshold, TestKey[] signers) {
    static Step parse(String text) {
      String[] parts = text.split("/", -1);
      return new Step(keys(parts[0]), Integer.parseInt(parts[1]), keys(parts[2]));
    }

    private static TestKey[] keys(String numbers) {
      return List.of(numbers.split(" ", -1)).stream()
          .map(n -> TestKey.ed25519("key " + n))
          .toArray(TestKey[]::new);
    }
  }

  private Root root(long version, Step step) {
    Map<String, Role> roles = new LinkedHashMap<>(repository.root().roles());
    Map<String, dev.plimsoll.formats.tuf.Key> keys = new LinkedHashMap<>(repository.root().keys());
    keys.putAll(TufRepositorySimulator.keyMap(step.keys()));
    roles.put("root", TufRepositorySimulator.role(step.threshold(), step.keys()));
    return new Root(version, EXPIRES, true, keys, roles);
  }

  @ParameterizedTest(name = "root_rotation[{0}]")
  @CsvSource(
      delimiter = '|',
      value = {
        "1-of-1-key-rotation | 1/1/1, 2/1/2 1, 2/1/2 | true",
        "1-of-1-key-rotation-unused-signatures | 1/1/3 1 4, 2/1/3 2 1 4, 2/1/3 2 4 | true",
        "3-of-5-sign-with-different-keycombos | 0 1 2 3 4/3/0 2 4, 0 1 2 3 4/3/0 4 1,"
            + " 0 1 2 3 4/3/0 1 3, 0 1 2 3 4/3/0 1 3 | true",
        "3-of-5-one-key-rotated | 0 1 2 3 4/3/0 2 4, 0 1 3 4 5/3/0 4 1 | true",
        "3-of-5-one-key-rotated-with-intermediate-step | 0 1 2 3 4/3/0 2 4,"
            + " 0 1 3 4 5/3/0 2 4 5, 0 1 3 4 5/3/0 4 5 | true",
        "3-of-5-all-keys-rotated-with-intermediate-step | 0 1 2 3 4/3/0 2 4,"
            + " 5 6 7 8 9/3/0 2 4 5 6 7, 5 6 7 8 9/3/5 6 7 | true",
        "1-of-3-threshold-increase-to-2-of-3 | 1 2 3/1/1, 1 2 3/2/1 2 | true",
        "2-of-3-threshold-decrease-to-1-of-3 | 1 2 3/2/1 2, 1 2 3/1/1 2, 1 2 3/1/1 | true",
        "1-of-2-threshold-increase-to-2-of-2 | 1/1/1, 1 2/2/1 2 | true",
        "1-of-1-key-rotation-fail-not-signed-with-old-key | 1/1/1, 2/1/2 3 4 | false",
        "1-of-1-key-rotation-fail-not-signed-with-new-key | 1/1/1, 2/1/1 3 4 | false",
        "3-of-5-one-key-rotate-fails-not-signed-with-3-new-keys | 0 1 2 3 4/3/0 2 4,"
            + " 0 1 3 4 5/3/0 2 4 | false",
        "3-of-5-one-key-rotate-fails-not-signed-with-3-old-keys | 0 1 2 3 4/3/0 2 4,"
            + " 0 1 3 4 5/3/0 4 5 | false",
        "1-of-3-threshold-bump-to-2-of-3-fails-new-threshold-not-reached | 1 2 3/1/1,"
            + " 1 2 3/2/2 | false",
        "2-of-3-threshold-decr-to-1-of-3-fails-old-threshold-not-reached | 1 2 3/2/1 2,"
            + " 1 2 3/1/1 | false",
      })
  void rootRotation(String name, String steps, boolean succeeds) throws Exception {
    List<Step> chain = List.of(steps.split(", *", -1)).stream().map(Step::parse).toList();
    IntStream.range(0, chain.size())
        .forEach(
            i -> {
              repository.signWith("root", chain.get(i).signers());
              repository.setRoot(root(i + 1, chain.get(i)));
              repository.publishRoot();
            });
    client.store = TrustedStore.inMemory(repository.file("1.root.json"));

    if (succeeds) {
      client.refresh();
    } else {
      assertThat(client.refused(ThresholdException.class).role()).isEqualTo("root");
    }

    int last = succeeds ? chain.size() : chain.size() - 1;
    assertThat(client.store.load("root")).contains(repository.file(last + ".root.json"));
  }

  @ParameterizedTest(name = "non_root_rotations[{0}]")
  @CsvSource(
      delimiter = '|',
      value = {
        "1-of-1-key-rotation | 2/1/2 | true",
        "1-of-1-key-rotation-unused-signatures | 1/1/3 1 4 | true",
        "1-of-1-key-rotation-fail-not-signed-with-new-key | 2/1/1 3 4 | false",
        "3-of-5-one-key-signature-wrong-not-signed-with-3-expected-keys"
            + " | 0 1 3 4 5/3/0 2 4 | false",
        "2-of-5-one-key-signature-missing-threshold-not-reached | 0 1 3 4 5/3/0 4 | false",
        "3-of-5-sign-first-combo | 0 1 2 3 4/3/0 2 4 | true",
        "3-of-5-sign-second-combo | 0 1 2 3 4/3/0 4 1 | true",
        "3-of-5-sign-third-combo | 0 1 2 3 4/3/0 1 3 | true",
        "3-of-5-sign-fourth-combo | 0 1 2 3 4/3/1 2 3 | true",
        "3-of-5-sign-fifth-combo | 0 1 2 3 4/3/2 3 4 | true",
      })
  void nonRootRotations(String name, String text, boolean succeeds) throws Exception {
    Step step = Step.parse(text);
    for (String role : List.of("timestamp", "snapshot", "targets")) {
      repository.rotate(role, step.threshold(), step.keys());
      repository.publishRoot();
      repository.signWith(role, step.signers());
      repository.publishNext();

      if (succeeds) {
        client.refresh();
        assertThat(client.store.load(role)).contains(repository.newest(role));
      } else {
        assertThat(client.refused(ThresholdException.class).role()).isEqualTo(role);
        break;
      }
    }
  }
}
