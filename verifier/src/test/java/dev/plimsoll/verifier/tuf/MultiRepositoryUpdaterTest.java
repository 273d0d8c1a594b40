package dev.plimsoll.verifier.tuf;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.EXPIRES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.RepositoryMap;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import dev.plimsoll.verifier.tuf.TufException.DisagreementException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TAP 4: three repositories, and what of them must agree. */
class MultiRepositoryUpdaterTest {
  private static final String MAP =
      """
      {"repositories":{"a":["https://a.example/"],"b":["https://b.example/"],
                       "c":["https://c.example/"]},
       "mapping":[
         {"paths":["img/*"],"repositories":["a","b"],"threshold":2,"terminating":true},
         {"paths":["two/*"],"repositories":["a","b","c"],"threshold":2,"terminating":false},
         {"paths":["*","two/*"],"repositories":["c"],"threshold":1}]}
      """;
  private final Map<String, Client> clients = new HashMap<>();

  @BeforeEach
  void start() {
    for (String name : new String[] {"a", "b", "c"}) {
      clients.put(name, new Client());
    }
  }

  private Client client(String name) {
    return Optional.ofNullable(clients.get(name)).orElseThrow();
  }

  private static TargetFile file(String content) {
    return TargetFile.of(
        content.length(), Bytes.ofUtf8(content).digest(), JsonObject.builder().build());
  }

  private void publish(String name, String path, String content) {
    TufRepositorySimulator repository = client(name).repository;
    repository.setTargets(new Targets(2, EXPIRES, Map.of(path, file(content)), Optional.empty()));
    repository.publishNext();
  }

  private MultiRepositoryUpdater updater() throws FormatException {
    return MultiRepositoryUpdater.of(
        RepositoryMap.parse("map.json", Bytes.ofUtf8(MAP)),
        name -> {
          Client client = client(name);
          return Updater.of(
              client.store,
              client.repository.source(),
              UpdaterLimits.STANDARD,
              TufRepositorySimulator.NOW);
        });
  }

  @Test
  void enoughRepositories_agree() throws Exception {
    publish("a", "img/1", "x");
    publish("b", "img/1", "x");

    MultiRepositoryUpdater.Found found = updater().findTarget("img/1").orElseThrow();

    assertThat(found.file()).isEqualTo(file("x"));
    assertThat(found.repositories()).containsExactly("a", "b");
  }

  @Test
  void oneRepositoryAlone_isNotEnough_andATerminatingMappingEnds() throws Exception {
    publish("a", "img/1", "x");
    publish("b", "img/1", "y");
    publish("c", "img/1", "x");

    assertThatThrownBy(() -> updater().findTarget("img/1"))
        .isInstanceOf(DisagreementException.class)
        .hasMessageContaining("2 of [a, b] must agree");
    assertThat(client("c").repository.asked()).isEmpty();
  }

  @Test
  void aBrokenRepository_agreesWithNobody_theOthersMayStill() throws Exception {
    publish("a", "two/1", "x");
    publish("c", "two/1", "x");
    client("b").repository.remove("timestamp.json");

    assertThat(updater().findTarget("two/1").orElseThrow().repositories())
        .containsExactly("a", "c");
  }

  @Test
  void theNextMapping_isAskedBehindOneThatDoesNotTerminate() throws Exception {
    publish("c", "two/1", "x");

    assertThat(updater().findTarget("two/1").orElseThrow().repositories()).containsExactly("c");
    assertThat(updater().findTarget("no/such/map")).isEmpty();
  }

  @Test
  void refresh_saysWhoFailed() throws Exception {
    client("b").repository.remove("timestamp.json");

    assertThat(updater().refresh()).containsOnlyKeys("b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"repositories\":{\"a\":[]},\"mapping\":[]}",
        "{\"repositories\":{\"../a\":[\"u\"]},\"mapping\":[]}",
        "{\"repositories\":{\"a\":[\"u\"]},\"mapping\":[{\"paths\":[\"*\"],"
            + "\"repositories\":[\"b\"],\"threshold\":1}]}",
        "{\"repositories\":{\"a\":[\"u\"]},\"mapping\":[{\"paths\":[\"*\"],"
            + "\"repositories\":[\"a\"],\"threshold\":2}]}",
        "{\"repositories\":{\"a\":[\"u\"]},\"mapping\":[{\"paths\":[\"*\"],"
            + "\"repositories\":[\"a\"],\"threshold\":0}]}",
        "{\"repositories\":{\"a\":[\"u\"]},\"mapping\":[{\"paths\":[\"*\"],"
            + "\"repositories\":[\"a\",\"a\"],\"threshold\":2}]}",
      })
  void refusesAMap_thatCannotBeMeant(String map) {
    assertThatThrownBy(() -> RepositoryMap.parse("map.json", Bytes.ofUtf8(map)))
        .isInstanceOf(FormatException.class);
  }
}
