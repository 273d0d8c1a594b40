package dev.plimsoll.cli.tuf;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.EXPIRES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.testing.Cli;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.verifier.testing.TestKey;
import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The conformance suite's protocol, through the program's own entry and a loopback server. */
class TufClientTest {
  @TempDir private Path directory = Path.of("");
  private RepositoryServer server = opened();
  private Path metadata = Path.of("");
  private Path targets = Path.of("");

  private static RepositoryServer opened() {
    try {
      return new RepositoryServer();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void start() {
    metadata = directory.resolve("metadata");
    targets = directory.resolve("targets");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Cli.Result client(String... words) {
    List<String> line = new ArrayList<>(List.of("tuf", "client"));
    line.addAll(List.of(words));
    return Cli.run(line.toArray(String[]::new));
  }

  private void init() throws IOException {
    Path root = directory.resolve("trusted.json");
    Files.write(root, server.repository.file("1.root.json").toArray());
    assertThat(client("--metadata-dir", metadata.toString(), "init", root.toString()).code())
        .isEqualTo(ExitCode.DONE);
  }

  private Cli.Result refresh() {
    return client(
        "--metadata-url", server.url("metadata"), "--metadata-dir", metadata.toString(), "refresh");
  }

  private Cli.Result download(String... names) {
    List<String> words = new ArrayList<>(List.of("--metadata-url", server.url("metadata/")));
    words.addAll(List.of("--metadata-dir", metadata.toString()));
    for (String name : names) {
      words.addAll(List.of("--target-name", name));
    }
    words.addAll(
        List.of(
            "--target-dir",
            targets.toString(),
            "--target-base-url",
            server.url("targets/"),
            "download"));
    return client(words.toArray(String[]::new));
  }

  private List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
    }
  }

  private void publish(Map<String, String> contents) {
    Map<String, TargetFile> files = new LinkedHashMap<>();
    contents.forEach(
        (path, text) -> {
          Bytes content = Bytes.ofUtf8(text);
          files.put(
              path, TargetFile.of(content.size(), content.digest(), JsonObject.builder().build()));
          int name = path.lastIndexOf('/') + 1;
          server.targets.put(
              path.substring(0, name) + content.digest().hex() + "." + path.substring(name),
              content);
        });
    Targets next =
        new Targets(server.repository.targets().version() + 1, EXPIRES, files, Optional.empty());
    server.repository.setTargets(next);
    server.repository.publishNext();
  }

  @Test
  void basicRefreshRequests_andMetadataBytesMatch() throws Exception {
    init();
    assertThat(server.asked()).isEmpty();
    assertThat(names(metadata)).containsExactly("root.json");

    assertThat(refresh().code()).isEqualTo(ExitCode.DONE);

    assertThat(server.asked())
        .containsExactly(
            "/metadata/2.root.json",
            "/metadata/timestamp.json",
            "/metadata/1.snapshot.json",
            "/metadata/1.targets.json");
    assertThat(names(metadata))
        .containsExactly("root.json", "snapshot.json", "targets.json", "timestamp.json");
    assertThat(metadata.resolve("timestamp.json"))
        .hasBinaryContent(server.repository.file("timestamp.json").toArray());
    assertThat(metadata.resolve("targets.json"))
        .hasBinaryContent(server.repository.file("1.targets.json").toArray());
  }

  @Test
  void invalidInitialRoot_asksForNothing() throws Exception {
    Path root = directory.resolve("trusted.json");
    Files.writeString(root, "{\"signed\":{},\"signatures\":[]}");
    Cli.Result result = client("init", root.toString(), "--metadata-dir=" + metadata);
    assertThat(result.code().code()).isEqualTo(1);
    assertThat(result.errLines()).hasSize(1);

    assertThat(refresh().code().code()).isEqualTo(1);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void implicitRefresh_whenATargetIsNotListed() throws Exception {
    init();

    Cli.Result result = download("nonexistent artifact");

    assertThat(result.code().code()).isEqualTo(1);
    assertThat(result.err()).contains("nonexistent artifact");
    assertThat(names(metadata)).hasSize(4);
  }

  @Test
  void clientDownloadsExpectedFile_andArtifactCache() throws Exception {
    init();
    publish(Map.of("path/to/a/target_file.txt", "target file contents"));
    String hash = Bytes.ofUtf8("target file contents").digest().hex();

    assertThat(download("path/to/a/target_file.txt").code()).isEqualTo(ExitCode.DONE);
    assertThat(server.asked()).endsWith("/targets/path/to/a/" + hash + ".target_file.txt");
    assertThat(targets.resolve("path%2Fto%2Fa%2Ftarget_file.txt"))
        .hasContent("target file contents");

    assertThat(download("path/to/a/target_file.txt").code()).isEqualTo(ExitCode.DONE);
    assertThat(server.asked()).containsExactly("/metadata/2.root.json", "/metadata/timestamp.json");
  }

  @Test
  void multipleTargets_inOrder_endAtTheFirstFailure() throws Exception {
    init();
    publish(Map.of("a", "1", "b", "2", "c", "3"));
    server.targets.replaceAll((path, content) -> path.endsWith(".b") ? Bytes.ofUtf8("9") : content);

    Cli.Result result = download("a", "b", "c");

    assertThat(result.code().code()).isEqualTo(1);
    assertThat(result.err()).contains("b: sha256 is");
    assertThat(names(targets)).containsExactly("a");
    assertThat(server.asked().stream().filter(p -> p.contains("timestamp"))).hasSize(1);
  }

  @Test
  void multipleChangesToTarget_keepOneFile() throws Exception {
    init();
    for (int i = 0; i < 5; i++) {
      publish(Map.of("t", "contents " + i));
      assertThat(download("t").code()).isEqualTo(ExitCode.DONE);
      assertThat(targets.resolve("t")).hasContent("contents " + i);
      server.targets.replaceAll((path, content) -> Bytes.ofUtf8("malicious!"));
      download("t");
      assertThat(targets.resolve("t")).hasContent("contents " + i);
    }
    assertThat(names(targets)).containsExactly("t");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "#", "/delegatedrole", "../delegatedrole"})
  void unusualRoleName(String role) throws Exception {
    TestKey key = TestKey.ed25519("odd");
    server.repository.delegate(
        "targets",
        new DelegatedRole(
            role,
            TufRepositorySimulator.role(1, key),
            List.of(new PathPattern("*")),
            List.of(),
            false),
        key,
        Map.of());
    server.repository.publishNext();
    init();

    assertThat(download("nonexistent target").code().code()).isEqualTo(1);

    String quoted = role.replace("/", "%2F").replace("?", "%3F").replace("#", "%23");
    assertThat(server.asked()).contains("/metadata/1." + quoted + ".json");
    assertThat(names(metadata)).hasSize(5).contains(quoted + ".json");
  }

  @Test
  void oddTargetPaths_areQuotedInTheUrl() throws Exception {
    init();
    String path = "dir/a b?c#d%41+é.txt";
    publish(Map.of(path, "odd"));

    assertThat(download(path).code()).isEqualTo(ExitCode.DONE);
    assertThat(server.asked().getLast()).contains("a%20b%3Fc%23d%2541").doesNotContain("?");
  }

  @Test
  void endOfTheRootChain_is404Or403_andNothingElse() throws Exception {
    init();
    server.answers.put("/metadata/2.root.json", RepositoryServer.status(403));
    assertThat(refresh().code()).isEqualTo(ExitCode.DONE);

    for (int status : new int[] {500, 503, 400, 401, 204}) {
      server.answers.put("/metadata/2.root.json", RepositoryServer.status(status));
      Cli.Result result = refresh();
      assertThat(result.code().code()).isEqualTo(1);
      assertThat(result.err()).contains("answered " + status);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"timestamp.json", "1.snapshot.json", "1.targets.json"})
  void missingFile_isAFailure_andLaterAllIsWell(String name) throws Exception {
    init();
    server.answers.put("/metadata/" + name, RepositoryServer.status(404));
    assertThat(refresh().code().code()).isEqualTo(1);

    server.answers.clear();
    assertThat(refresh().code()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void redirects_areFollowedOverTheSameScheme_only() throws Exception {
    init();
    server.answers.put(
        "/metadata/timestamp.json",
        exchange -> {
          exchange.getResponseHeaders().set("Location", server.url("moved.json"));
          exchange.sendResponseHeaders(302, -1);
        });
    server.answers.put(
        "/moved.json",
        exchange -> {
          byte[] file = server.repository.file("timestamp.json").toArray();
          exchange.sendResponseHeaders(200, file.length);
          exchange.getResponseBody().write(file);
        });
    assertThat(refresh().code()).isEqualTo(ExitCode.DONE);

    for (String elsewhere : List.of("file:///etc/passwd", "ftp://127.0.0.1/x", "jar:file:/x!/y")) {
      server.answers.put(
          "/metadata/timestamp.json",
          exchange -> {
            exchange.getResponseHeaders().set("Location", elsewhere);
            exchange.sendResponseHeaders(302, -1);
          });
      assertThat(refresh().code().code()).isEqualTo(1);
    }
    server.answers.put(
        "/metadata/timestamp.json",
        exchange -> {
          exchange.getResponseHeaders().set("Location", server.url("metadata/timestamp.json"));
          exchange.sendResponseHeaders(302, -1);
        });
    assertThat(refresh().err()).contains("more than 5 times");
  }

  @Test
  void contentEncoding_isRefused() throws Exception {
    init();
    server.answers.put(
        "/metadata/timestamp.json",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, 3);
          exchange.getResponseBody().write(new byte[3]);
        });

    assertThat(refresh().err()).contains("content encoding gzip");
  }

  @Test
  void endlessData_endsAtTheLimit() throws Exception {
    init();
    server.answers.put(
        "/metadata/timestamp.json",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] block = new byte[1 << 16];
          for (int i = 0; i < 1000; i++) {
            exchange.getResponseBody().write(block);
          }
        });

    assertThat(refresh().err()).contains("more than 16384 bytes");
  }

  @Test
  void rollback_isRefused_andNotStored() throws Exception {
    init();
    server.repository.publishNext();
    assertThat(refresh().code()).isEqualTo(ExitCode.DONE);
    byte[] trusted = Files.readAllBytes(metadata.resolve("timestamp.json"));
    server.repository.setTimestamp(
        new Timestamp(1, EXPIRES, server.repository.timestamp().snapshot()));
    server.repository.publish();

    Cli.Result result = refresh();

    assertThat(result.code().code()).isEqualTo(1);
    assertThat(result.err()).contains("older than trusted version 2");
    assertThat(metadata.resolve("timestamp.json")).hasBinaryContent(trusted);
  }

  @Test
  void rootsAreKept_whenALaterStepFails() throws Exception {
    init();
    Root root = server.repository.root();
    server.repository.setRoot(new Root(2, EXPIRES, true, root.keys(), root.roles()));
    server.repository.publishRoot();
    server.answers.put("/metadata/timestamp.json", RepositoryServer.status(500));

    assertThat(refresh().code().code()).isEqualTo(1);

    assertThat(metadata.resolve("root.json"))
        .hasBinaryContent(server.repository.file("2.root.json").toArray());
  }

  @Test
  void offline_saysSo_andAsksNobody() throws Exception {
    init();
    publish(Map.of("t", "content"));
    assertThat(download("t").code()).isEqualTo(ExitCode.DONE);
    server.asked();

    Cli.Result result =
        client(
            "download",
            "--offline-at",
            "2026-06-01T00:00:00Z",
            "--metadata-dir",
            metadata.toString(),
            "--target-name",
            "t",
            "--target-dir",
            targets.toString());

    assertThat(result.code()).isEqualTo(ExitCode.DONE);
    assertThat(result.err()).contains("offline: verified as of 2026-06-01T00:00:00Z");
    assertThat(server.asked()).isEmpty();
    assertThat(
            client("refresh", "--offline-at=2031-01-01T00:00:00Z", "--metadata-dir=" + metadata)
                .err())
        .contains("expired");
  }

  @Test
  void mapFile_wantsRepositoriesToAgree() throws Exception {
    try (RepositoryServer other = new RepositoryServer()) {
      publish(Map.of("t", "content"));
      other.repository.setTargets(server.repository.targets());
      other.repository.publishNext();
      for (String name : List.of("a", "b")) {
        Files.createDirectories(metadata.resolve(name));
        Files.write(
            metadata.resolve(name).resolve("root.json"),
            server.repository.file("1.root.json").toArray());
      }
      Path map = directory.resolve("map.json");
      Files.writeString(
          map,
          """
          {"repositories":{"a":["http://127.0.0.1:9/","%s"],"b":["%s"]},
           "mapping":[{"paths":["*"],"repositories":["a","b"],"threshold":2}]}
          """
              .formatted(server.url(""), other.url("")));
      String[] line = {
        "--map-file",
        map.toString(),
        "--metadata-dir",
        metadata.toString(),
        "--target-name",
        "t",
        "--target-dir",
        targets.toString(),
        "download"
      };

      Cli.Result agreed = client(line);
      assertThat(agreed.err()).contains("agreed by [a, b]");
      assertThat(targets.resolve("t")).hasContent("content");

      other.repository.setTargets(new Targets(9, EXPIRES, Map.of(), Optional.empty()));
      other.repository.publishNext();
      assertThat(client(line).code().code()).isEqualTo(1);
    }
  }

  @Test
  void folder_isASourceToo() throws Exception {
    Path stick = Files.createDirectories(directory.resolve("stick"));
    for (String name : List.of("timestamp.json", "1.snapshot.json", "1.targets.json")) {
      Files.write(stick.resolve(name), server.repository.file(name).toArray());
    }
    init();

    assertThat(
            client(
                    "refresh",
                    "--metadata-dir",
                    metadata.toString(),
                    "--metadata-url",
                    "" + stick.toUri())
                .code())
        .isEqualTo(ExitCode.DONE);
    assertThat(server.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "refresh",
        "--metadata-dir d",
        "--metadata-dir d refresh",
        "--metadata-dir d --metadata-url",
        "--metadata-dir d --metadata-dir e refresh",
        "--metadata-dir d init",
        "--metadata-dir d init a b",
        "--metadata-dir d --metadata-url http://x refresh file",
        "--metadata-dir d --metadata-url http://x download",
        "--metadata-dir d --no-such-option refresh",
        "--metadata-dir d --offline-at yesterday refresh",
        "--metadata-dir d rewind"
      })
  void wrongArguments_areOneLine_andExit2(String line) {
    Cli.Result result =
        client(Stream.of(line.split(" ", -1)).filter(w -> !w.isEmpty()).toArray(String[]::new));

    assertThat(result.code()).isEqualTo(ExitCode.WRONG);
    assertThat(result.errLines()).hasSize(1);
    assertThat(result.err()).startsWith("plimsoll tuf client: ");
  }

  @Test
  void badUrls_areExit1() throws Exception {
    init();
    for (String url :
        List.of("ftp://127.0.0.1/", "nonsense", "http://", "jar:file:/x!/", "http://[")) {
      Cli.Result result =
          client("--metadata-dir", metadata.toString(), "--metadata-url", url, "refresh");
      assertThat(result.code().code()).isEqualTo(1);
      assertThat(result.errLines()).hasSize(1);
    }
  }

  @Test
  void help_namesEveryOption() {
    assertThat(client("--help").out())
        .contains("--metadata-dir", "--target-base-url", "--map-file", "--offline-at", "init ROOT");
  }
}
