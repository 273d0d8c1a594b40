package dev.plimsoll.image.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.registry.Credentials;
import dev.plimsoll.image.registry.DockerCredentials;
import dev.plimsoll.image.registry.RegistryLimits;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.TrustPolicy;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.DockerRegistry;
import dev.plimsoll.image.testing.RawTar;
import dev.plimsoll.image.testing.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry of the distribution project that lets in whom its htpasswd file names. */
class RegistryBasicAuthTest {
  private static final String PASSWORD = "correct horse";

  /** Of these tests alone; bcrypt with the least cost of {@link #PASSWORD}. */
  private static final String TEST_ONLY_HTPASSWD =
      "builder:$2y$05$plimsolltestonlyxxxxxei.gxMJnq3WAcUf3jkVryBg1TPhxJ6Ei\n";

  @TempDir Path directory;
  private DockerRegistry registry;
  private Digest image;
  private DirectoryContentStore store;

  @BeforeEach
  void start() throws Exception {
    Tools.require("docker-registry");
    registry = DockerRegistry.startWithLogins(directory, TEST_ONLY_HTPASSWD);
    store = DirectoryContentStore.open(directory.resolve("blobs"));
    byte[] layer = new RawTar().file("greeting", "hello").bytes();
    String config =
        "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
            + Digest.of(layer)
            + "\"]}}";
    Manifest manifest =
        new Manifest(
            Optional.empty(),
            store.put("application/vnd.oci.image.config.v1+json", Bytes.ofUtf8(config)),
            List.of(store.put("application/vnd.oci.image.layer.v1.tar", Bytes.copyOf(layer))),
            Optional.empty(),
            Map.of());
    image = store.put(Manifest.MEDIA_TYPE, manifest.encode()).digest();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  /** As {@code docker login} leaves it behind. */
  private SourceOptions loggedIn(String password) throws IOException {
    String auth =
        Base64.getEncoder()
            .encodeToString(("builder:" + password).getBytes(StandardCharsets.UTF_8));
    Path home = directory.resolve("home");
    Path docker = Files.createDirectories(home.resolve(".docker"));
    Files.writeString(
        docker.resolve("config.json"),
        "{\"auths\":{\"" + registry.host() + "\":{\"auth\":\"" + auth + "\"}}}");
    return SourceOptions.DEFAULT.with(
        DockerCredentials.ofUser(Map.of("HOME", home.toString())), RegistryLimits.DEFAULT);
  }

  private static SourceOptions loggedOut() {
    return SourceOptions.DEFAULT.with(Credentials.NONE, RegistryLimits.DEFAULT);
  }

  private Located<String> name() {
    return new Located<>(
        "docker://" + registry.host() + "/team/app:1", new SourcePosition("image.yml", 1, 1));
  }

  private void push(SourceOptions options) throws Exception {
    assertThat(
            new OciPusher(options).push((Reference.Registry) Reference.parse(name()), image, store))
        .isEqualTo(image);
  }

  /** The layers, into a store that has none of them. */
  private Component pull(SourceOptions options) throws Exception {
    Path fresh = Files.createTempDirectory(directory, "fresh-");
    LockFile lock = LockFile.load(fresh.resolve("plimsoll.lock"), LockMode.ADD);
    FetchRules rules =
        new FetchRules(Architecture.AMD64, options, TrustPolicy.NONE, TrustGate.NOBODY);
    return new Fetcher(
            DirectoryContentStore.open(fresh.resolve("blobs")),
            Files.createDirectory(fresh.resolve("work")),
            lock,
            new LocalPaths(fresh),
            rules)
        .fetch(name());
  }

  @Test
  void pushesAndPulls_withTheLoginOfDockersConfig() throws Exception {
    push(loggedIn(PASSWORD));
    assertThat(pull(loggedIn(PASSWORD)).pin())
        .get()
        .isInstanceOfSatisfying(
            LockEntry.Image.class, pin -> assertThat(pin.manifest()).isEqualTo(image));
  }

  @Test
  void refusesAWrongPassword_inOneLine_withoutTellingIt() throws Exception {
    push(loggedIn(PASSWORD));
    assertThatThrownBy(() -> pull(loggedIn("battery staple")))
        .isInstanceOf(SourceException.class)
        .hasMessage(
            "image.yml:1:1: "
                + name().value()
                + ": "
                + registry.host()
                + " refuses the login that is kept for team/app; \"docker login "
                + registry.host()
                + "\"");
    assertThatThrownBy(() -> push(loggedIn("battery staple")))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot push to "
                + name().value()
                + ": "
                + registry.host()
                + " refuses the login that is kept for team/app; \"docker login "
                + registry.host()
                + "\"");
  }

  @Test
  void asksForALogin_whereNoneIsKept() throws Exception {
    push(loggedIn(PASSWORD));
    String wanted = registry.host() + " wants a login; \"docker login " + registry.host() + "\"";
    assertThatThrownBy(() -> pull(loggedOut()))
        .isInstanceOf(SourceException.class)
        .hasMessage("image.yml:1:1: " + name().value() + ": " + wanted);
    assertThatThrownBy(() -> push(loggedOut()))
        .hasMessage("cannot push to " + name().value() + ": " + wanted);
  }
}
