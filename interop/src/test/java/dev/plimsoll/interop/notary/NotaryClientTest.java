package dev.plimsoll.interop.notary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.interop.peer.Peer;
import dev.plimsoll.interop.peer.Peer.Run;
import dev.plimsoll.server.notary.NotaryConfig.Mode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's {@code notary} 0.7.0 as a client of our server, over plain HTTP on loopback. */
class NotaryClientTest {
  private static final String GUN = "plimsoll/web";
  private static final String SHA256_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path directory;

  private Peer notary = Peer.ofPath("true");
  private Path file = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    notary = Peer.ofPath("notary").with(Facade.PASSPHRASES);
    file = Files.writeString(directory.resolve("file"), "abc");
  }

  private Run run(Facade facade, String folder, String input, String... arguments)
      throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(List.of("-s", facade.url(), "-d", directory.resolve(folder).toString()));
    all.addAll(List.of(arguments));
    return notary.runWithInput(input, all.toArray(String[]::new));
  }

  private String done(Facade facade, String... arguments) throws IOException, InterruptedException {
    Run run = run(facade, "trust", "yes\n", arguments);
    assertThat(run.exit()).as("%s: %s", List.of(arguments), run.output()).isZero();
    return run.output();
  }

  private Facade accepting() throws IOException, CommandFailure {
    return Facade.start(directory.resolve("data"), Mode.ACCEPT, Optional.empty());
  }

  @Test
  void initAddPublishListVerifyDelete() throws Exception {
    try (Facade facade = accepting()) {
      done(facade, "init", GUN);
      done(facade, "add", GUN, "v1", file.toString());
      done(facade, "addhash", GUN, "v2", "3", "--sha256", SHA256_OF_ABC);
      assertThat(done(facade, "status", GUN)).contains("v1");
      done(facade, "publish", GUN);
      assertThat(done(facade, "list", GUN)).contains("v1", "v2", SHA256_OF_ABC);
      assertThat(done(facade, "lookup", GUN, "v2")).contains(SHA256_OF_ABC);
      // somebody who has never seen the collection
      Run fresh = run(facade, "other", "", "verify", GUN, "v1", "-i", file.toString());
      assertThat(fresh.exit()).as(fresh.output()).isZero();
      Path changed = Files.writeString(directory.resolve("changed"), "abd");
      assertThat(run(facade, "other", "", "verify", GUN, "v1", "-i", changed.toString()).exit())
          .isEqualTo(1);
      done(facade, "remove", "-p", GUN, "v1");
      assertThat(done(facade, "list", GUN)).doesNotContain("v1 ");
      done(facade, "delete", GUN, "--remote");
      assertThat(run(facade, "third", "", "list", GUN).exit()).isEqualTo(1);
      done(facade, "init", "-p", GUN);
    }
  }

  @Test
  void customThatIsSorted_andNamesOfAllKinds() throws Exception {
    try (Facade facade = accepting()) {
      Path custom =
          Files.writeString(directory.resolve("custom.json"), "{\"a\":[1,\"ü\"],\"b\":null}");
      done(facade, "init", "-p", GUN);
      done(
          facade,
          "addhash",
          "-p",
          GUN,
          "a <&>/ü %2e.. \"q\"",
          "3",
          "--sha256",
          SHA256_OF_ABC,
          "--custom",
          custom.toString());
      assertThat(done(facade, "list", GUN)).contains("a <&>/ü %2e.. \"q\"");
    }
  }

  @Test
  void delegationsSignTheirOwnTargets() throws Exception {
    try (Facade facade = accepting()) {
      Facade.certificate(directory, "alice", "ec", "/CN=alice");
      Facade.certificate(directory, "bob", "rsa", "/CN=bob");
      String alice = directory.resolve("alice.crt").toString();
      String bob = directory.resolve("bob.crt").toString();
      done(facade, "init", "-p", GUN);
      done(facade, "delegation", "add", "-p", GUN, "targets/releases", alice, "--all-paths");
      done(
          facade, "delegation", "add", "-p", GUN, "targets/audit", bob, "--paths", "layer,policy/");
      for (String key : List.of("alice.key", "bob.key")) {
        done(facade, "key", "import", directory.resolve(key).toString(), "--role", "user");
      }
      done(facade, "add", "-p", GUN, "v1", file.toString(), "--roles", "targets/releases");
      done(facade, "add", "-p", GUN, "layer1", file.toString(), "--roles", "targets/audit");
      assertThat(done(facade, "list", GUN)).contains("targets/releases", "targets/audit");
      assertThat(done(facade, "delegation", "list", GUN)).contains("layer", "policy/");
      done(facade, "witness", "-p", GUN, "targets/audit");
      done(facade, "delegation", "remove", "-p", "-y", GUN, "targets/audit");
      assertThat(done(facade, "list", GUN)).contains("v1").doesNotContain("layer1");
    }
  }

  @Test
  void everyKeyRotates_andClientsOfBeforeFollow() throws Exception {
    try (Facade facade = accepting()) {
      done(facade, "init", "-p", GUN);
      done(facade, "add", "-p", GUN, "v1", file.toString());
      assertThat(run(facade, "other", "", "list", GUN).output()).contains("v1");
      done(facade, "key", "rotate", GUN, "snapshot", "-r");
      done(facade, "key", "rotate", GUN, "timestamp", "-r");
      done(facade, "key", "rotate", GUN, "targets");
      done(facade, "key", "rotate", GUN, "root");
      done(facade, "key", "rotate", GUN, "snapshot");
      done(facade, "add", "-p", GUN, "v2", file.toString());
      assertThat(run(facade, "other", "", "list", GUN).output()).contains("v1", "v2");
      for (int version = 1; version <= 6; version++) {
        assertThat(get(facade, "/v2/" + GUN + "/_trust/tuf/" + version + ".root.json").statusCode())
            .isEqualTo(200);
      }
    }
  }

  @Test
  void whatWasPublishedIsThereAfterARestart() throws Exception {
    try (Facade facade = accepting()) {
      done(facade, "init", "-p", GUN);
      done(facade, "add", "-p", GUN, "v1", file.toString());
    }
    try (Facade facade = accepting()) {
      assertThat(done(facade, "list", GUN)).contains("v1");
      done(facade, "add", "-p", GUN, "v2", file.toString());
      assertThat(done(facade, "list", GUN)).contains("v1", "v2");
    }
  }

  @Test
  void aReadOnlyServerTakesNothing() throws Exception {
    try (Facade facade =
        Facade.start(directory.resolve("data"), Mode.READ_ONLY, Optional.empty())) {
      assertThat(run(facade, "trust", "", "init", "-p", GUN).exit()).isEqualTo(1);
    }
  }

  @Test
  void aProposalIsServedOnceAPersonAcceptsIt() throws Exception {
    try (Facade facade =
        Facade.start(directory.resolve("data"), Mode.PROPOSALS, Optional.empty())) {
      done(facade, "init", "-p", GUN);
      assertThat(run(facade, "other", "", "list", GUN).exit()).isEqualTo(1);
      String waiting = get(facade, "/v1/notary/proposals").body();
      String id = waiting.replaceFirst("(?s).*\"id\":\"([0-9a-f]{64})\".*", "$1");
      String token = Files.readString(directory.resolve("data/admin.token")).strip();
      HttpRequest accept =
          HttpRequest.newBuilder(
                  URI.create(facade.url() + "/v1/notary/proposals/" + id + "/accept"))
              .header("Authorization", "Bearer " + token)
              .POST(HttpRequest.BodyPublishers.noBody())
              .build();
      try (HttpClient http = HttpClient.newHttpClient()) {
        assertThat(http.send(accept, HttpResponse.BodyHandlers.ofString()).statusCode())
            .isEqualTo(200);
      }
      assertThat(run(facade, "other", "", "list", GUN).exit()).isZero();
    }
  }

  private static HttpResponse<String> get(Facade facade, String path)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(facade.url() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
