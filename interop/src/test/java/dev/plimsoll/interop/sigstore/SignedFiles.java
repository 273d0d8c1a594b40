package dev.plimsoll.interop.sigstore;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.intoto.Statement.Subject;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.formats.sigstore.Bundle.DsseEnvelope;
import dev.plimsoll.formats.sigstore.Bundle.MessageSignature;
import dev.plimsoll.signer.BundleSigner;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.testing.FixedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An artifact, its two bundles and the public key, in a directory where a peer can read them. */
record SignedFiles(Path directory) {
  private static final Bytes CONTENT = Bytes.ofUtf8("layer of an image\n");
  private static final SigningKey KEY = FixedKeys.p256("signing");

  static SignedFiles in(Path directory) throws IOException {
    SignedFiles files = new SignedFiles(directory);
    Files.write(files.artifact(), CONTENT.toArray());
    Files.write(files.key(), KEY.publicKey().toPem().toArray());
    Files.write(files.otherKey(), FixedKeys.p256("stranger").publicKey().toPem().toArray());
    files.write("message", message());
    files.write("dsse", dsse());
    return files;
  }

  static Bundle message() throws IOException {
    return new BundleSigner(KEY).signArtifact(CONTENT.digest());
  }

  static Bundle dsse() throws IOException {
    return new BundleSigner(KEY)
        .signStatement(
            new Statement(
                List.of(new Subject("layer", CONTENT.digest())),
                Statement.SLSA_PROVENANCE,
                JsonObject.builder()
                    .put(
                        "buildDefinition",
                        JsonObject.builder()
                            .put("buildType", "https://plimsoll.dev/build/v1")
                            .put("externalParameters", JsonObject.builder().build())
                            .build())
                    .put(
                        "runDetails",
                        JsonObject.builder()
                            .put(
                                "builder", JsonObject.builder().put("id", "https://b.test").build())
                            .build())
                    .build()));
  }

  static MessageSignature messageContent() throws IOException {
    return (MessageSignature) message().content();
  }

  static Envelope envelope() throws IOException {
    return ((DsseEnvelope) dsse().content()).envelope();
  }

  /** With the last byte of the signature changed. */
  static Bytes flipped(Bytes bytes) {
    byte[] changed = bytes.toArray();
    changed[changed.length - 1] ^= 1;
    return Bytes.copyOf(changed);
  }

  Path artifact() {
    return directory.resolve("artifact");
  }

  Path key() {
    return directory.resolve("key.pem");
  }

  Path otherKey() {
    return directory.resolve("other.pem");
  }

  Path bundle(String name) {
    return directory.resolve(name + ".sigstore.json");
  }

  void write(String name, Bundle bundle) throws IOException {
    Files.write(bundle(name), bundle.encode().toArray());
  }
}
