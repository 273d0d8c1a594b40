package dev.plimsoll.verifier.tuf;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.EXPIRES;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.role;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.verifier.testing.TestKey;
import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import dev.plimsoll.verifier.tuf.TufException.MissingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups delegation_graphs and quoting of the TUF conformance suite, by its names. */
class ConformanceGraphTest {
  private static final TargetFile TARGET =
      TargetFile.of(1, Bytes.ofUtf8("x").digest(), JsonObject.builder().build());
  private final Client client = new Client();
  private final TufRepositorySimulator repository = client.repository;

  /** {@code A>C}: A delegates all to C; {@code A>C!}: terminating; {@code A>C:*.py}: some paths. */
  private void delegate(String edge, Map<String, TargetFile> held) {
    String[] ends = edge.split(">", -1);
    String[] to = ends[1].split(":", -1);
    boolean terminating = to[0].endsWith("!");
    String name = terminating ? to[0].substring(0, to[0].length() - 1) : to[0];
    List<PathPattern> paths =
        List.of((to.length > 1 ? to[1] : "*").split(",", -1)).stream()
            .map(PathPattern::new)
            .toList();
    TestKey key = TestKey.ed25519(name);
    repository.delegate(
        ends[0], new DelegatedRole(name, role(1, key), paths, List.of(), terminating), key, held);
  }

  /** Roles whose files were asked for, in order. */
  private List<String> visited() {
    return repository.asked().stream()
        .map(name -> name.replaceAll("^[0-9]+\\.|\\.json$", ""))
        .toList();
  }

  @ParameterizedTest(name = "graph_traversal[{0}]")
  @CsvSource(
      delimiter = '|',
      value = {
        "basic-delegation | targets>A | A",
        "single-level-delegations | targets>A targets>B | A B",
        "two-level-delegations | targets>A targets>B B>C | A B C",
        "two-level-test-DFS-order-of-traversal | targets>A targets>B A>C A>D | A C D B",
        "three-level-delegation-test-DFS-order-of-traversal"
            + " | targets>A targets>B A>C C>D | A C D B",
        "two-level-terminating-ignores-all-but-roles-descendants"
            + " | targets>A targets>B A>C! A>D | A C",
        "three-level-terminating-ignores-all-but-roles-descendants"
            + " | targets>A targets>B A>C! C>D | A C D",
        "two-level-ignores-all-branches-not-matching-paths" + " | targets>A:*.py targets>B A>C | B",
        "three-level-ignores-all-branches-not-matching-paths"
            + " | targets>A targets>B A>C:*.py C>D | A B",
        "cyclic-graph | targets>A targets>B B>C C>D D>B | A B C D",
        "two-roles-delegating-to-a-third | targets>A targets>B B>C A>C | A C B",
        "two-roles-delegating-to-a-third-different-paths"
            + " | targets>A targets>B B>C A>C:*.py | A B C",
      })
  void graphTraversal(String name, String edges, String order) throws Exception {
    for (String edge : edges.split(" ", -1)) {
      delegate(edge, Map.of());
    }
    repository.publishNext();
    Updater updater = client.refresh();
    repository.asked();

    assertThat(updater.findTarget("missingpath")).isEmpty();

    assertThat(visited()).containsExactly(order.split(" ", -1));
  }

  @ParameterizedTest(name = "targetfile_search[{0}]")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "no delegations | targetfile | true | -",
        "targetpath matches wildcard | README.md | true | A",
        "targetpath with separators x | releases/x/x_v1 | true | B C",
        "targetpath with separators y | releases/y/y_v1.zip | true | B D",
        "targetpath is not delegated by all roles in the chain"
            + " | releases/z/z_v1.zip | false | B",
        "wildcard does not match a separator | releases/x/y/z | false | -",
        "question mark matches one character | abc.1 | true | E",
        "question mark does not match none | abc. | false | -",
        "case counts | readme.MD | false | -",
      })
  void targetfileSearch(String name, String path, boolean found, String order) throws Exception {
    Map<String, TargetFile> top = new LinkedHashMap<>(Map.of("targetfile", TARGET));
    repository.setTargets(new dev.plimsoll.formats.tuf.Targets(1, EXPIRES, top, Optional.empty()));
    delegate("targets>A:*.doc,*.md", Map.of("README.md", TARGET));
    delegate("targets>B:releases/*/*", Map.of());
    delegate("B>C:releases/x/*", Map.of("releases/x/x_v1", TARGET, "releases/x/y/z", TARGET));
    delegate(
        "B>D:releases/y/*.zip",
        Map.of("releases/y/y_v1.zip", TARGET, "releases/z/z_v1.zip", TARGET));
    delegate("targets>E:abc.?", Map.of("abc.1", TARGET, "abc.", TARGET));
    repository.publishNext();
    Updater updater = client.refresh();
    repository.asked();

    assertThat(updater.findTarget(path).isPresent()).isEqualTo(found);

    assertThat(visited())
        .containsExactlyElementsOf(order == null ? List.of() : List.of(order.split(" ", -1)));
  }

  @Test
  void delegationNotInSnapshot() throws Exception {
    delegate("targets>A", Map.of("file", TARGET));
    delegate("targets>B", Map.of("file", TARGET));
    repository.publishNext();
    Map<String, MetaFile> meta = new LinkedHashMap<>(repository.snapshot().meta());
    meta.remove("A.json");
    repository.setSnapshot(new Snapshot(3, EXPIRES, meta));
    repository.setTimestamp(new Timestamp(3, EXPIRES, MetaFile.of(3)));
    repository.publish();
    Updater updater = client.refresh();

    assertThatThrownBy(() -> updater.findTarget("file"))
        .isInstanceOfSatisfying(MissingException.class, e -> assertThat(e.role()).isEqualTo("A"));
  }

  @ParameterizedTest(name = "unusual_role_name[{0}]")
  @CsvSource({
    "?, %3F",
    "#, %23",
    "/delegatedrole, %2Fdelegatedrole",
    "../delegatedrole, ..%2Fdelegatedrole",
    "a%2Fb, a%252Fb",
    "*~, %2A~",
    "ключ, %D0%BA%D0%BB%D1%8E%D1%87",
    "'.', .",
    "'..', ..",
    "a b+c, a%20b%2Bc",
  })
  void unusualRoleName(String role, String quoted) throws Exception {
    delegate("targets>" + role, Map.of("file", TARGET));
    repository.publishNext();
    Updater updater = client.refresh();
    repository.asked();

    assertThat(updater.findTarget("file")).contains(TARGET);

    assertThat(repository.asked()).containsExactly("1." + quoted + ".json");
    assertThat(client.store.load(role)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 12, 31, 32})
  void succinctBins_areAskedForTheirOwnPathsOnly(int bits) throws Exception {
    TestKey key = TestKey.ed25519("bin");
    dev.plimsoll.formats.tuf.SuccinctRoles bins =
        new dev.plimsoll.formats.tuf.SuccinctRoles(role(1, key), bits, "bin");
    String bin = bins.binOf("foo").name();
    repository.setTargets(
        new dev.plimsoll.formats.tuf.Targets(
            1,
            EXPIRES,
            Map.of(),
            Optional.of(
                new dev.plimsoll.formats.tuf.Delegations(
                    TufRepositorySimulator.keyMap(key), List.of(), Optional.of(bins)))));
    repository.setDelegated(
        bin,
        new dev.plimsoll.formats.tuf.Targets(1, EXPIRES, Map.of("foo", TARGET), Optional.empty()));
    repository.signWith(bin, key);
    repository.publishNext();
    Updater updater = client.refresh();

    assertThat(updater.findTarget("foo")).contains(TARGET);
    assertThat(updater.fetchDelegated(bin).targets()).containsKey("foo");
    assertThat(updater.findTarget(bin, "foo")).contains(TARGET);
    // SHA-256("foo") begins with 2c26b46b
    assertThat(bin)
        .isEqualTo(
            "bin-" + String.format("%0" + (bits + 3) / 4 + "x", 0x2c26b46bL >>> (32 - bits)));
    assertThat(bins.find("bin-" + "f".repeat((bits + 3) / 4 + 1))).isEmpty();
    assertThat(bins.find("bin-" + "F".repeat((bits + 3) / 4))).isEmpty();
    assertThat(bins.find("other-0")).isEmpty();
  }
}
