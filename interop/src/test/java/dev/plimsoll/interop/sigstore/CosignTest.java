package dev.plimsoll.interop.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.interop.peer.Peer;
import dev.plimsoll.interop.peer.Peer.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** cosign 3 with nothing but the key: no trusted root, no network. */
class CosignTest {
  @TempDir private Path directory;
  private Peer cosign;
  private SignedFiles files;

  @BeforeEach
  void sign() throws Exception {
    cosign = Peer.ofCompiled("cosign");
    files = SignedFiles.in(directory);
  }

  private Run verifyBlob(Path key) throws Exception {
    return cosign.run(
        "verify-blob",
        "--key",
        key.toString(),
        "--bundle",
        files.bundle("message").toString(),
        "--insecure-ignore-tlog=true",
        files.artifact().toString());
  }

  private Run verifyAttestation(Path key) throws Exception {
    return cosign.run(
        "verify-blob-attestation",
        "--key",
        key.toString(),
        "--bundle",
        files.bundle("dsse").toString(),
        "--insecure-ignore-tlog=true",
        "--type",
        "slsaprovenance1",
        files.artifact().toString());
  }

  @Test
  void acceptsTheMessageBundle() throws Exception {
    Run run = verifyBlob(files.key());

    assertThat(run.output()).contains("Verified OK");
    assertThat(run.exit()).isZero();
  }

  @Test
  void acceptsTheStatementBundle() throws Exception {
    Run run = verifyAttestation(files.key());

    assertThat(run.output()).contains("Verified OK");
    assertThat(run.exit()).isZero();
  }

  @Test
  void refusesAnotherArtifact() throws Exception {
    Files.writeString(files.artifact(), "changed");

    assertThat(verifyBlob(files.key()).exit()).isNotZero();
    assertThat(verifyAttestation(files.key()).exit()).isNotZero();
  }

  @Test
  void refusesAnotherKey() throws Exception {
    assertThat(verifyBlob(files.otherKey()).exit()).isNotZero();
    assertThat(verifyAttestation(files.otherKey()).exit()).isNotZero();
  }
}
