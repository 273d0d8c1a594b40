package dev.plimsoll.image.registry;

import static dev.plimsoll.image.testing.FakeRegistry.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.testing.FakeRegistry;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets a login, and what becomes of it. */
class RegistryLoginTest {
  private static final byte[] BLOB = "blob".getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;
  private FakeRegistry registry;
  private FakeRegistry other;
  private Descriptor blob;

  @BeforeEach
  void start() throws Exception {
    registry = new FakeRegistry();
    other = new FakeRegistry();
    blob = Descriptor.of("x", registry.put(BLOB), BLOB.length);
    registry.tag("v1", blob.digest());
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
    other.close();
  }

  private Credentials config(String json) throws Exception {
    Path file = Files.writeString(directory.resolve("config.json"), json);
    return DockerCredentials.in(Map.of("PATH", directory.toString(), "HOME", "/nowhere"), file);
  }

  private Credentials userAndSecret() throws Exception {
    // user:secret
    return config("{\"auths\":{\"" + registry.host() + "\":{\"auth\":\"dXNlcjpzZWNyZXQ=\"}}}");
  }

  private RegistryClient client(Credentials credentials) {
    return new Registries(
            new RegistrySettings(Set.of(), Map.of(), credentials, RegistryLimits.DEFAULT))
        .repository(registry.host(), "team/web");
  }

  private List<String> log(FakeRegistry of) {
    return of.requests().stream().map(r -> r + " " + r.header("authorization")).toList();
  }

  private String realm(String more) {
    return "WWW-Authenticate: Bearer realm=\"http://" + registry.host() + "/token\"" + more;
  }

  private void wantToken(String token) {
    registry.on(
        "/v2/",
        (r, out) -> {
          if (r.header("authorization").equals("Bearer " + token)) {
            return false;
          }
          write(out, 401, new byte[0], realm(",service=\"reg\",scope=\"repository:evil:push\""));
          return true;
        });
  }

  private void giveToken(String token) {
    registry.on(
        "/token",
        (r, out) -> {
          write(out, 200, ("{\"token\":\"" + token + "\"}").getBytes(StandardCharsets.UTF_8));
          return true;
        });
  }

  @Test
  void fetchesATokenOnce_forWhatIsNeeded() throws Exception {
    wantToken("t1");
    giveToken("t1");
    RegistryClient client = client(userAndSecret());
    assertThat(client.findManifest("v1", "*/*")).isPresent();
    assertThat(client.findBlob(blob.digest(), 100)).isPresent();
    assertThat(log(registry))
        .containsExactly(
            "GET /v2/team/web/manifests/v1 -",
            "GET /token?service=reg&scope=repository:team/web:pull Basic dXNlcjpzZWNyZXQ=",
            "GET /v2/team/web/manifests/v1 Bearer t1",
            "GET /v2/team/web/blobs/" + blob.digest() + " Bearer t1");
  }

  @Test
  void fetchesANewToken_whenTheOldOneHasExpiredMidway() throws Exception {
    wantToken("t1");
    giveToken("t1");
    RegistryClient client = client(userAndSecret());
    AtomicInteger breaks = new AtomicInteger(1);
    registry.on(
        "/blobs/",
        (r, out) -> {
          if (r.header("authorization").equals("Bearer t1") && breaks.getAndDecrement() > 0) {
            FakeRegistry.head(out, 200, BLOB.length);
            out.write(BLOB, 0, 2);
            out.flush();
            wantToken("t2");
            giveToken("t2");
            throw new java.io.IOException("the cable");
          }
          return false;
        });
    try (InputStream in = new BlobStream(List.of(client), blob, 3).opened()) {
      assertThat(in.readAllBytes()).isEqualTo(BLOB);
    }
    assertThat(log(registry).getLast())
        .isEqualTo("GET /v2/team/web/blobs/" + blob.digest() + " Bearer t2");
    assertThat(registry.requests().getLast().header("range")).isEqualTo("bytes=2-");
  }

  @Test
  void changesAnIdentityToken_forAShortOne() throws Exception {
    wantToken("t3");
    registry.on(
        "POST /token",
        (r, out) -> {
          write(out, 200, "{\"access_token\":\"t3\"}".getBytes(StandardCharsets.UTF_8));
          return true;
        });
    Credentials credentials =
        config("{\"auths\":{\"" + registry.host() + "\":{\"identitytoken\":\"id\"}}}");
    assertThat(client(credentials).findManifest("v1", "*/*")).isPresent();
    assertThat(new String(registry.requests().get(1).body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "grant_type=refresh_token&client_id=plimsoll&service=reg"
                + "&scope=repository%3Ateam%2Fweb%3Apull&refresh_token=id");
  }

  @Test
  void keepsTheLoginFromOtherHosts_whenRedirected() throws Exception {
    other.put(BLOB);
    registry.on(
        "/blobs/",
        (r, out) -> {
          if (r.header("authorization").equals("-")) {
            write(out, 401, new byte[0], "WWW-Authenticate: Basic realm=\"reg\"");
          } else {
            write(
                out,
                307,
                new byte[0],
                "Location: http://" + other.host() + "/cdn/" + blob.digest());
          }
          return true;
        });
    assertThat(client(userAndSecret()).findBlob(blob.digest(), 100)).isPresent();
    assertThat(log(other)).containsExactly("GET /cdn/" + blob.digest() + " -");
  }

  @Test
  void refusesARealm_withoutTls() {
    registry.on(
        "/v2/",
        (r, out) -> {
          write(
              out,
              401,
              new byte[0],
              "WWW-Authenticate: Bearer realm=\"http://evil.example/token\"");
          return true;
        });
    assertThatThrownBy(() -> client(userAndSecret()).findManifest("v1", "*/*"))
        .hasMessageContaining("\"http://evil.example/token\" is not https");
  }

  private static String helper(String body) {
    return "#!/bin/sh\n" + body;
  }

  private void install(String name, String script) throws Exception {
    Path file = Files.writeString(directory.resolve("docker-credential-" + name), script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void asksACredentialHelper_forTheHost() throws Exception {
    install(
        "good",
        helper(
            "read server\n"
                + "echo \"{\\\"ServerURL\\\":\\\"$server\\\",\\\"Username\\\":\\\"$server\\\",\\\"Secret\\\":\\\"s $1 $HOME\\\"}\"\n"));
    Credentials credentials =
        config("{\"credHelpers\":{\"" + registry.host() + "\":\"good\"},\"credsStore\":\"none\"}");
    assertThat(credentials.find(registry.host(), "team/web"))
        .contains(new Login.Password(registry.host(), "s get /nowhere"));
    Credentials store = config("{\"credsStore\":\"good\",\"auths\":{\"docker.io\":{}}}");
    assertThat(store.find("docker.io", "library/busybox"))
        .contains(new Login.Password("https://index.docker.io/v1/", "s get /nowhere"));
  }

  @Test
  void tellsNothingOfAHelper_thatFails() throws Exception {
    install(
        "bad",
        helper("cat >/dev/null; echo '{\"Username\":\"hunter2\"}'; echo hunter2 >&2; exit 3"));
    install(
        "none",
        helper("cat >/dev/null; echo 'credentials not found in native keychain' >&2; exit 1"));
    assertThatThrownBy(() -> config("{\"credsStore\":\"bad\"}").find("a.example", "x"))
        .hasMessage("the credential helper docker-credential-bad did not answer as it should")
        .hasNoCause();
    assertThat(config("{\"credsStore\":\"none\"}").find("a.example", "x")).isEmpty();
    assertThatThrownBy(() -> config("{\"credsStore\":\"../x\"}").find("a.example", "x"))
        .hasMessage("no credential helper: \"../x\"");
    assertThatThrownBy(() -> config("{\"credsStore\":\"lost\"}").find("a.example", "x"))
        .hasMessage("the credential helper docker-credential-lost is not on the PATH");
  }

  @Test
  void findsPodmansLongerKeys_theLongestFirst() throws Exception {
    Credentials credentials =
        config(
            "{\"auths\":{\"r.example\":{\"auth\":\"YTox\"},\"r.example/team\":{\"auth\":\"Yjoy\"}}}");
    assertThat(credentials.find("r.example", "team/web")).contains(new Login.Password("b", "2"));
    assertThat(credentials.find("r.example", "x")).contains(new Login.Password("a", "1"));
    assertThat(credentials.find("q.example", "x")).isEmpty();
    assertThat(new Login.Password("a", "1").toString()).doesNotContain("1");
  }

  @Test
  void writesBlobs_wholeInChunksOrNotAtAll() throws Exception {
    Path file = Files.write(directory.resolve("blob"), new byte[40 << 20]);
    Descriptor large = Descriptor.of("x", Digest.of(new byte[40 << 20]), 40 << 20);
    RegistryWriter writer =
        new RegistryWriter(
            new Registries(
                new RegistrySettings(Set.of(), Map.of(), Credentials.NONE, RegistryLimits.DEFAULT)),
            registry.host(),
            "team/web");
    registry.wantChunks(1 << 20);
    writer.putBlob(large, file, java.util.Optional.empty());
    assertThat(
            registry.requests().stream()
                .filter(r -> r.method().equals("PATCH"))
                .map(r -> r.header("content-range")))
        .containsExactly("0-16777215", "16777216-33554431", "33554432-41943039");
    int before = registry.requests().size();
    writer.putBlob(large, file, java.util.Optional.empty());
    assertThat(registry.asked().subList(before, before + 1))
        .containsExactly("HEAD /v2/team/web/blobs/" + large.digest());
    assertThat(registry.requests()).hasSize(before + 1);
  }
}
