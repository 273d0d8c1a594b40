package dev.plimsoll.interop.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.interop.peer.Peer;
import dev.plimsoll.interop.peer.Peer.Run;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.KeyFiles.Kind;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.testing.FixedKeys;
import dev.plimsoll.verifier.VerifyingKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/signatures.md tells people to type. */
class OpensslTest {
  @TempDir private Path directory;
  private Peer openssl;
  private SignedFiles files;

  @BeforeEach
  void sign() throws Exception {
    openssl = Peer.ofPath("openssl");
    files = SignedFiles.in(directory);
  }

  private Path write(String name, Bytes content) throws Exception {
    return Files.write(directory.resolve(name), content.toArray());
  }

  private Run verify(Path key, Path signature, Path signed) throws Exception {
    return openssl.run(
        "dgst",
        "-sha256",
        "-verify",
        key.toString(),
        "-signature",
        signature.toString(),
        signed.toString());
  }

  @Test
  void acceptsTheSignatureOverThePreAuthEncoding() throws Exception {
    Envelope envelope = SignedFiles.envelope();
    Path pae = write("pae", Envelope.preAuthEncoding(envelope.payloadType(), envelope.payload()));
    Path sig = write("sig", envelope.signatures().getFirst().sig());

    assertThat(verify(files.key(), sig, pae)).isEqualTo(new Run(0, "Verified OK\n"));
    assertThat(verify(files.otherKey(), sig, pae).exit()).isEqualTo(1);
    Path bare = write("bare", envelope.payload());
    assertThat(verify(files.key(), sig, bare).exit()).isEqualTo(1);
  }

  @Test
  void acceptsTheMessageSignatureOverTheArtifact() throws Exception {
    Path sig = write("sig", SignedFiles.messageContent().signature());

    assertThat(verify(files.key(), sig, files.artifact())).isEqualTo(new Run(0, "Verified OK\n"));
    Files.writeString(files.artifact(), "changed");
    assertThat(verify(files.key(), sig, files.artifact()).exit()).isEqualTo(1);
  }

  @Test
  void readsOurKeyFiles_andWeReadIts() throws Exception {
    for (Kind kind : Kind.values()) {
      String name = kind == Kind.ED25519 ? "ed" : "ec";
      Path keys = directory.resolve("keys");
      SigningKey ours = KeyFiles.loadOrCreate(keys, name, kind, new SecureRandom());
      Path derived = directory.resolve(name + ".derived");

      Run run =
          openssl.run(
              "pkey",
              "-in",
              keys.resolve(name + ".key").toString(),
              "-pubout",
              "-out",
              derived.toString());

      assertThat(run.exit()).as(run.output()).isZero();
      assertThat(VerifyingKey.parsePem("derived", Bytes.copyOf(Files.readAllBytes(derived))))
          .isEqualTo(ours.publicKey());
    }
    Path theirs = directory.resolve("theirs.key");
    Run made =
        openssl.run(
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-out",
            theirs.toString());
    assertThat(made.exit()).as(made.output()).isZero();
    SigningKey read = SigningKey.parsePem("theirs", Files.readAllBytes(theirs));
    read.publicKey().verify(Bytes.ofUtf8("m"), read.sign(Bytes.ofUtf8("m")));
  }

  @Test
  void verifiesOurEd25519Signature() throws Exception {
    SigningKey key = FixedKeys.ed25519("snapshot");
    Path pub = write("ed.pem", key.publicKey().toPem());
    Path sig = write("ed.sig", key.sign(Bytes.ofUtf8("message")));
    Path message = write("message", Bytes.ofUtf8("message"));

    Run run =
        openssl.run(
            "pkeyutl",
            "-verify",
            "-pubin",
            "-inkey",
            pub.toString(),
            "-rawin",
            "-sigfile",
            sig.toString(),
            "-in",
            message.toString());

    assertThat(run.output()).contains("Signature Verified Successfully");
    assertThat(run.exit()).isZero();
  }
}
