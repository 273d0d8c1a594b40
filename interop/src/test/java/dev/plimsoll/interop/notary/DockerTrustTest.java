package dev.plimsoll.interop.notary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.interop.peer.Peer;
import dev.plimsoll.interop.peer.Peer.Run;
import dev.plimsoll.server.TlsConfig;
import dev.plimsoll.server.notary.NotaryConfig.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Docker's command line, without an engine, as a client of our server; it insists on TLS. */
class DockerTrustTest {
  private static final String IMAGE = "localhost:5000/plimsoll/web";

  @TempDir Path directory;

  @Test
  void generatesAKey_addsASigner_andInspects() throws Exception {
    Peer plain = Peer.ofPath("docker");
    Facade.certificate(directory, "server", "ec", "/CN=localhost");
    TlsConfig tls =
        new TlsConfig(0, directory.resolve("server.crt"), directory.resolve("server.key"));
    try (Facade facade = Facade.start(directory.resolve("data"), Mode.ACCEPT, Optional.of(tls))) {
      String address = "localhost:" + facade.tlsPort();
      Path config = directory.resolve("docker");
      Path authority = Files.createDirectories(config.resolve("tls").resolve(address));
      Files.copy(directory.resolve("server.crt"), authority.resolve("ca.crt"));
      Peer docker =
          plain.with(
              Map.of(
                  "DOCKER_CONFIG",
                  config.toString(),
                  "DOCKER_CONTENT_TRUST_SERVER",
                  "https://" + address,
                  "DOCKER_CONTENT_TRUST_ROOT_PASSPHRASE",
                  "a passphrase",
                  "DOCKER_CONTENT_TRUST_REPOSITORY_PASSPHRASE",
                  "a passphrase"));
      done(docker.run("trust", "key", "generate", "alice", "--dir", directory.toString()));
      done(
          docker.run(
              "trust",
              "signer",
              "add",
              "--key",
              directory.resolve("alice.pub").toString(),
              "alice",
              IMAGE));
      assertThat(done(docker.run("trust", "inspect", IMAGE)))
          .contains("\"Name\": \"alice\"", "\"Root\"");
      assertThat(done(docker.run("trust", "inspect", "--pretty", IMAGE))).contains("alice");
      Run unknown = docker.run("trust", "inspect", "localhost:5000/plimsoll/none");
      assertThat(unknown.exit()).isEqualTo(1);
    }
  }

  private static String done(Run run) {
    assertThat(run.exit()).as(run.output()).isZero();
    return run.output();
  }
}
