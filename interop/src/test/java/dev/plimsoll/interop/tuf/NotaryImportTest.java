package dev.plimsoll.interop.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.plimsoll.cli.Main;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.interop.peer.Peer;
import dev.plimsoll.interop.peer.Peer.Run;
import dev.plimsoll.signer.key.KeyFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's notary-server, filled by Debian's notary, read and moved to TUF 1.0 by us. */
class NotaryImportTest {
  private static final String GUN = "localhost/team/web";

  @TempDir private Path directory;
  private Optional<DebianNotary> debian = Optional.empty();
  private Optional<LyingProxy> proxy = Optional.empty();

  private record Result(ExitCode code, String out, String err) {}

  @BeforeEach
  void fill() throws Exception {
    DebianNotary notary = new DebianNotary(directory.resolve("debian"));
    debian = Optional.of(notary);
    proxy = Optional.of(new LyingProxy(notary.url()));
    notary.notary("init", "-p", GUN);
    notary.notary("add", "-p", GUN, "v1", notary.write("one", "one").toString());
    notary.person("bob");
    notary.notary(
        "delegation", "add", "-p", GUN, "targets/audit", "bob.crt", "--paths", "layer,policy/");
    notary.notary("key", "import", "bob.sec1", "--role", "user");
    notary.notary(
        "addhash",
        "-p",
        GUN,
        "policy/two",
        "3",
        "--sha256",
        Bytes.ofUtf8("two").digest().hex(),
        "--custom",
        notary.write("custom.json", "{\"a\":1,\"b\":\"x\"}").toString(),
        "--roles",
        "targets/audit");
    KeyFiles.loadOrCreate(
        directory.resolve("keys"), "own", KeyFiles.Kind.ED25519, new SecureRandom());
  }

  @AfterEach
  void stop() {
    proxy.ifPresent(LyingProxy::close);
    debian.ifPresent(DebianNotary::close);
  }

  private DebianNotary notary() {
    return debian.orElseThrow();
  }

  private LyingProxy liar() {
    return proxy.orElseThrow();
  }

  private static Result plimsoll(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        Main.run(
            arguments,
            new Context(
                Terminal.of(
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    Map.of()),
                InstantSource.system(), // the peers read the machine's clock
                Optional.empty()));
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Result inspect(String... more) {
    return at("inspect", List.of(GUN), more);
  }

  private Result imports(String... more) {
    return at("import", List.of(GUN, "--out", directory.resolve("out").toString()), more);
  }

  private Result at(String command, List<String> first, String... more) {
    List<String> all = new ArrayList<>(List.of("notary", command, liar().url().toString()));
    all.addAll(first);
    all.addAll(Arrays.asList(more));
    return plimsoll(all.toArray(String[]::new));
  }

  private String rootKey(String file) throws Exception {
    return object(notary().get(GUN, file))
        .object("signed")
        .object("roles")
        .object("root")
        .array("keyids")
        .getFirst()
        .asString("keyid");
  }

  private static JsonObject object(Bytes json) throws Exception {
    return JsonReader.within(JsonLimits.DOCUMENT).parse("json", json).asObject("json");
  }

  private void rotateAll() throws Exception {
    notary().notary("key", "rotate", GUN, "targets");
    notary().notary("key", "rotate", GUN, "snapshot", "-r");
    notary().notary("key", "rotate", GUN, "timestamp", "-r");
    notary().notary("key", "rotate", GUN, "root");
  }

  @Test
  void everyRotationIsFollowed_fromThePinnedCertificate() throws Exception {
    String first = rootKey("1.root.json");
    rotateAll();
    assertThat(rootKey("root.json")).isNotEqualTo(first);

    Result seen = inspect("--root-cert-id", first, "--output", "json");

    assertThat(seen.err()).contains("root trusted by pinned certificate " + first);
    assertThat(seen.code()).isEqualTo(ExitCode.DONE);
    JsonObject audit =
        object(Bytes.ofUtf8(seen.out())).array("roles").getLast().asObject("audit role");
    assertThat(audit.string("name")).isEqualTo("targets/audit");
    assertThat(audit.array("targets").getFirst().asObject("target").object("custom").integer("a"))
        .isEqualTo(1);
    assertThat(inspect("--tofu").err()).contains("TRUSTED ON FIRST USE");
    assertThat(inspect().code()).isEqualTo(ExitCode.WRONG);
    assertThat(inspect("--root-cert-id", "00".repeat(32)).code()).isEqualTo(ExitCode.EVIDENCE);
  }

  @Test
  void anImportedRepositoryIsReadByTufJsAndByOurClient() throws Exception {
    rotateAll();
    Path theirs = notary().targetsKey(GUN, "web");

    Result waiting = imports("--tofu", "--key", directory.resolve("keys/own.key").toString());
    assertThat(waiting.out())
        .contains("waiting for signatures")
        .contains("localhost~team~web: 1 of");
    assertThat(directory.resolve("out/metadata")).doesNotExist();
    Result done =
        imports(
            "--key", theirs.toString(), "--key", directory.resolve("debian/bob.key").toString());
    assertThat(done.err()).contains("root trusted by remembered root version");
    assertThat(done.out()).as(done.err()).startsWith("complete: ");

    place("localhost~team~web/v1", "one");
    place("localhost~team~web/policy~two", "two");
    HttpServer files =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            directory.resolve("out").toAbsolutePath(),
            SimpleFileServer.OutputLevel.NONE);
    files.start();
    try {
      URI base = URI.create("http://127.0.0.1:" + files.getAddress().getPort());
      assertThat(ours(base, "localhost~team~web/policy~two").code()).isEqualTo(ExitCode.DONE);
      Run js = tufJs(base, "localhost~team~web/policy~two");
      assertThat(js.output()).endsWith("UPDATED\n");
      assertThat(directory.resolve("js/targets/downloaded")).hasContent("two");
      assertThat(tufJs(base, "localhost~team~web/nothing").output()).contains("no-such-target");
    } finally {
      files.stop(0);
    }
  }

  private void place(String path, String content) throws IOException {
    String hash = Bytes.ofUtf8(content).digest().hex();
    int slash = path.indexOf('/');
    Path folder = directory.resolve("out/targets").resolve(path.substring(0, slash));
    Path file = Files.createDirectories(folder).resolve(hash + "." + path.substring(slash + 1));
    Files.writeString(file, content);
  }

  private Result ours(URI base, String target) throws IOException {
    Path home = directory.resolve("ours");
    Files.createDirectories(home.resolve("targets"));
    String root = directory.resolve("out/metadata/1.root.json").toString();
    assertThat(plimsoll("tuf", "client", "--metadata-dir", home.toString(), "init", root).code())
        .isEqualTo(ExitCode.DONE);
    return plimsoll(
        "tuf",
        "client",
        "--metadata-url",
        base + "/metadata",
        "--metadata-dir",
        home.toString(),
        "--target-name",
        target,
        "--target-base-url",
        base + "/targets",
        "--target-dir",
        home.resolve("targets").toString(),
        "download");
  }

  private Run tufJs(URI base, String target) throws Exception {
    Path home = directory.resolve("js");
    Files.createDirectories(home.resolve("targets"));
    if (!Files.exists(home.resolve("root.json"))) {
      Files.copy(directory.resolve("out/metadata/1.root.json"), home.resolve("root.json"));
    }
    return Peer.ofNode(TufJsTest.class, "update.cjs", directory)
        .run(
            home.toString(),
            base + "/metadata",
            home.resolve("targets").toString(),
            base + "/targets",
            target);
  }

  @Test
  void importingAgainChangesNothing_andFollowsTheServer() throws Exception {
    String[] keys = {
      "--tofu",
      "--key",
      directory.resolve("keys/own.key").toString(),
      "--key",
      directory.resolve("debian/bob.key").toString(),
      "--key",
      notary().targetsKey(GUN, "web").toString()
    };
    assertThat(imports(keys).out()).startsWith("complete: ");
    Map<String, Bytes> first = metadata();
    assertThat(imports().out()).startsWith("complete: ");
    assertThat(metadata()).isEqualTo(first);

    notary().notary("add", "-p", GUN, "v2", notary().write("three", "three").toString());
    assertThat(imports(keys).out()).startsWith("complete: ").contains("3 targets");
    assertThat(metadata()).containsAllEntriesOf(without(first, "timestamp.json"));
  }

  private Map<String, Bytes> metadata() throws IOException {
    Map<String, Bytes> files = new TreeMap<>();
    try (var list = Files.list(directory.resolve("out/metadata"))) {
      for (Path file : list.toList()) {
        files.put(String.valueOf(file.getFileName()), Bytes.copyOf(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  private static Map<String, Bytes> without(Map<String, Bytes> files, String name) {
    Map<String, Bytes> rest = new TreeMap<>(files);
    rest.remove(name);
    return rest;
  }

  @Test
  void whatAServerLiesAboutIsRefused() throws Exception {
    String pin = rootKey("root.json");
    Bytes oldTimestamp = notary().get(GUN, "timestamp.json");
    assertThat(
            imports("--root-cert-id", pin, "--key", directory.resolve("keys/own.key").toString())
                .code())
        .isEqualTo(ExitCode.DONE);
    notary().notary("add", "-p", GUN, "v2", notary().write("three", "three").toString());
    notary().notary("init", "-p", "localhost/team/evil");
    Bytes foreign = notary().get("localhost/team/evil", "root.json");

    refuses("timestamp.", f -> changed(f), "timestamp.json version");
    refuses("snapshot.", f -> changed(f), "snapshot.json has another length or checksum");
    refuses("targets.", f -> changed(f), "targets.json has another length or checksum");
    refuses("targets/audit.", f -> changed(f), "targets/audit.json has another length");
    refuses("root.json", f -> foreign, "as valid certificates for " + GUN);
    refuses("targets.", f -> Bytes.copyOf(new byte[9_000_000]), "more than");
    liar().repent();
    assertThat(imports().code()).isEqualTo(ExitCode.DONE);
    liar().lie("timestamp.", f -> oldTimestamp);
    Result old = imports("--key", directory.resolve("keys/own.key").toString());
    assertThat(old.err()).contains("older than trusted version");
    assertThat(old.code()).isEqualTo(ExitCode.EVIDENCE);
    liar().repent();
    assertThat(inspect("--root-cert-id", pin).code()).isEqualTo(ExitCode.DONE);
  }

  private static Bytes changed(Bytes file) {
    return Bytes.ofUtf8(file.utf8().replaceFirst("\"version\":(\\d+)", "\"version\":9"));
  }

  private void refuses(String prefix, UnaryOperator<Bytes> lie, String message) throws Exception {
    liar().repent();
    liar().lie(prefix, lie);
    Result result = inspect("--tofu");
    assertThat(result.err()).contains(message);
    assertThat(result.out()).isEmpty();
    assertThat(result.code()).isEqualTo(ExitCode.EVIDENCE);
  }
}
