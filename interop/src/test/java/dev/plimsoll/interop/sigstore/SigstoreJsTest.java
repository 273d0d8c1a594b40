package dev.plimsoll.interop.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.formats.sigstore.Bundle.DsseEnvelope;
import dev.plimsoll.formats.sigstore.Bundle.MessageSignature;
import dev.plimsoll.interop.peer.Peer;
import dev.plimsoll.interop.peer.Peer.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code @sigstore/verify} 4.1.3 on key-signed bundles without log entry and timestamp. */
class SigstoreJsTest {
  @TempDir private Path directory;
  private Peer js;
  private SignedFiles files;

  @BeforeEach
  void sign() throws Exception {
    js = Peer.ofNode(SigstoreJsTest.class, "verify.cjs", directory);
    files = SignedFiles.in(directory);
  }

  private Run verify(String bundle, Path key) throws Exception {
    return js.run(files.bundle(bundle).toString(), key.toString(), files.artifact().toString());
  }

  private void assertRefused(Run run, String code) {
    assertThat(run.output()).contains("REFUSED " + code);
    assertThat(run.exit()).isEqualTo(1);
  }

  @Test
  void acceptsBothKinds() throws Exception {
    for (String kind : List.of("message", "dsse")) {
      Run run = verify(kind, files.key());

      assertThat(run.output()).isEqualTo("VERIFIED\n");
      assertThat(run.exit()).isZero();
    }
  }

  @Test
  void refusesAnotherArtifact() throws Exception {
    Files.writeString(files.artifact(), "changed");

    assertRefused(verify("message", files.key()), "SIGNATURE_ERROR");
  }

  @Test
  void refusesAnotherKey() throws Exception {
    assertRefused(verify("message", files.otherKey()), "PUBLIC_KEY_ERROR");
    assertRefused(verify("dsse", files.otherKey()), "PUBLIC_KEY_ERROR");
  }

  @Test
  void refusesAChangedMessageSignature() throws Exception {
    MessageSignature good = SignedFiles.messageContent();
    files.write(
        "changed",
        new Bundle(
            SignedFiles.message().keyHint(),
            new MessageSignature(good.digest(), SignedFiles.flipped(good.signature()))));

    assertRefused(verify("changed", files.key()), "SIGNATURE_ERROR");
  }

  @Test
  void refusesAChangedStatement() throws Exception {
    Envelope good = SignedFiles.envelope();
    Bytes payload = Bytes.ofUtf8(good.payload().utf8().replace("b.test", "evil.test"));
    assertThat(payload).isNotEqualTo(good.payload());
    files.write(
        "changed",
        new Bundle(
            SignedFiles.dsse().keyHint(),
            new DsseEnvelope(new Envelope(good.payloadType(), payload, good.signatures()))));

    assertRefused(verify("changed", files.key()), "SIGNATURE_ERROR");
  }
}
