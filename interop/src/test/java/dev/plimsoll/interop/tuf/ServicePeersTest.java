package dev.plimsoll.interop.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.interop.peer.Peer;
import dev.plimsoll.interop.peer.Peer.Run;
import dev.plimsoll.server.PlimsollServer;
import dev.plimsoll.server.ServerConfig;
import dev.plimsoll.server.Workspace;
import dev.plimsoll.server.WorkspaceConfig;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.release.PointerSigner;
import dev.plimsoll.signer.release.PointerSigner.Previous;
import dev.plimsoll.signer.release.PointerSigner.RoleState;
import dev.plimsoll.signer.tuf.TufRepository.NewTarget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** tuf-js and python-tuf over the real service: they read what is right, and nothing else. */
class ServicePeersTest {
  private static final Bytes CONTENT = Bytes.ofUtf8("{\"schemaVersion\":2}");
  private static final String POINTER = ReleasePointer.path("default");
  private static final String TARGET = "img/web/1.0";

  /** What each tampered file is changed by. */
  private static final Map<String, UnaryOperator<byte[]>> WAYS = ways();

  @TempDir private static Path data;
  @TempDir private Path directory;
  private static PlimsollServer server;
  private static TamperingProxy proxy;

  private static Map<String, UnaryOperator<byte[]>> ways() {
    Map<String, UnaryOperator<byte[]>> ways = new LinkedHashMap<>();
    ways.put("empty", b -> new byte[0]);
    ways.put("cut", b -> Arrays.copyOf(b, b.length - 1));
    ways.put("longer", b -> Arrays.copyOf(b, b.length + 100_000));
    ways.put("other version", b -> text(b, "\"version\":", "\"version\":1"));
    ways.put("other expiry", b -> text(b, "\"expires\":\"20", "\"expires\":\"21"));
    ways.put("other signature", ServicePeersTest::flipSignature);
    return ways;
  }

  private static byte[] text(byte[] file, String found, String instead) {
    return new String(file, StandardCharsets.UTF_8)
        .replace(found, instead)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] flipSignature(byte[] file) {
    String text = new String(file, StandardCharsets.UTF_8);
    int at = text.indexOf("\"sig\":\"") + 20;
    char other = text.charAt(at) == '0' ? '1' : '0';
    return (text.substring(0, at) + other + text.substring(at + 1))
        .getBytes(StandardCharsets.UTF_8);
  }

  @BeforeAll
  static void publish() throws Exception {
    server = PlimsollServer.start(ServerConfig.of(WorkspaceConfig.of(data)).withPort(0));
    proxy = new TamperingProxy(server.address());
    Workspace workspace = server.workspace();
    Instant now = Instant.now();
    workspace.blobs().putDocument("application/json", CONTENT);
    workspace
        .tuf()
        .publish(
            List.of(
                new NewTarget(
                    "build",
                    TARGET,
                    CONTENT.size(),
                    CONTENT.digest(),
                    JsonObject.builder().build())),
            now);
    ReleasePointer pointer = new ReleasePointer(CONTENT.digest(), 0, "web", "1.0");
    workspace.blobs().putDocument("application/json", pointer.encode());
    Signed<Targets> file =
        new PointerSigner(KeyFiles.load(workspace.data().offlineKeys(), "release"))
            .point(
                new RoleState(
                    "default",
                    workspace.promotions().targets().signed(),
                    Optional.of(
                        Signed.parse(
                            "host-default.json",
                            workspace.tuf().current("host-default").orElseThrow(),
                            Targets::parse)),
                    Optional.empty()),
                pointer,
                Previous.RETIRED,
                now);
    workspace.tuf().accept("host-default", file.file(), now);
  }

  @AfterAll
  static void stop() {
    proxy.close();
    server.close();
  }

  private Run update(String peer, String base, String target) throws Exception {
    Peer program =
        peer.equals("tuf-js")
            ? Peer.ofNode(ServicePeersTest.class, "update.cjs", directory)
            : Peer.ofPython(ServicePeersTest.class, "update.py", directory);
    Path client = Files.createTempDirectory(directory, "client");
    Files.createDirectories(client.resolve("targets"));
    Files.write(
        client.resolve("root.json"),
        Optional.ofNullable(server.workspace().tuf().metadataFiles().get("1.root.json"))
            .orElseThrow()
            .toArray());
    return program.run(
        client.toString(),
        base + "/tuf/metadata",
        client.resolve("targets").toString(),
        base + "/tuf/targets",
        target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tuf-js", "python-tuf"})
  void readTheServicesTargets(String peer) throws Exception {
    for (String target : List.of(TARGET, POINTER)) {
      Run run = update(peer, server.address(), target);
      assertThat(run.output()).as(target).endsWith("UPDATED\n");
      assertThat(run.exit()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tuf-js", "python-tuf"})
  void refuseEachTamperedFile_eachWay(String peer) throws Exception {
    Map<String, Bytes> files = server.workspace().tuf().metadataFiles();
    String role = newest(files, "host-default");
    List<String> paths =
        List.of(
            "/tuf/metadata/timestamp.json",
            "/tuf/metadata/" + newest(files, "snapshot"),
            "/tuf/metadata/" + newest(files, "targets"),
            "/tuf/metadata/" + role);
    for (String path : paths) {
      for (Map.Entry<String, UnaryOperator<byte[]>> way : WAYS.entrySet()) {
        proxy.change(path, way.getValue());
        Run run = update(peer, proxy.address(), POINTER);
        assertThat(run.exit()).as("%s: %s: %s", path, way.getKey(), run.output()).isNotZero();
        assertThat(run.output()).doesNotContain("UPDATED");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tuf-js", "python-tuf"})
  void refuseAPointerOfOtherBytes(String peer) throws Exception {
    ReleasePointer pointer = new ReleasePointer(CONTENT.digest(), 0, "web", "1.0");
    proxy.change(
        "/tuf/targets/host/default/" + pointer.encode().digest().hex() + ".current",
        b -> text(b, "\"1.0\"", "\"1.1\""));

    Run run = update(peer, proxy.address(), POINTER);

    assertThat(run.exit()).as(run.output()).isEqualTo(1);
    assertThat(run.output()).contains("REFUSED");
  }

  private static String newest(Map<String, Bytes> files, String role) {
    return files.keySet().stream()
        .filter(n -> n.endsWith("." + role + ".json"))
        .max((a, b) -> Long.compare(number(a), number(b)))
        .orElseThrow();
  }

  private static long number(String name) {
    return Long.parseLong(name.substring(0, name.indexOf('.')));
  }
}
