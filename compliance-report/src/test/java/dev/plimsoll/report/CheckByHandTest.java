package dev.plimsoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.report.RunEvidence.Image;
import dev.plimsoll.report.RunEvidence.PublicKey;
import dev.plimsoll.report.RunEvidence.Signature;
import dev.plimsoll.report.RunEvidence.Signature.Form;
import dev.plimsoll.report.RunEvidence.Signature.Kind;
import dev.plimsoll.report.testing.SampleEvidence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands that the report prints, against signatures made here. */
final class CheckByHandTest {
  private static final Bytes LAYER = Bytes.ofUtf8("a layer");
  private static final Bytes PAYLOAD = Bytes.ofUtf8("{\"_type\":\"statement\",\"x\":\"é\"}");
  private static final String TYPE = "application/vnd.in-toto+json";

  @TempDir Path folder;

  @BeforeEach
  void needsTools() throws Exception {
    for (String tool : List.of("openssl", "jq", "sha256sum")) {
      boolean found = run("command -v " + tool).exit() == 0;
      if (!found && "1".equals(System.getenv("PLIMSOLL_REQUIRE_TOOLS"))) {
        throw new AssertionError(tool + " is required and not installed");
      }
      Assumptions.assumeTrue(found, "SKIPPED: " + tool + " is not installed");
    }
  }

  @Test
  void opensslSaysVerified_forALayerSignedByTheKey() throws Exception {
    Ran ran = run(script(message(LAYER), Form.MESSAGE));
    assertThat(ran.output()).contains("Verified OK");
    assertThat(ran.exit()).isZero();
  }

  @Test
  void opensslRefuses_whenTheSignatureIsOfOtherBytes() throws Exception {
    Ran ran = run(script(message(Bytes.ofUtf8("another layer")), Form.MESSAGE));
    assertThat(ran.output()).contains("Verification failure").doesNotContain("Verified OK");
  }

  @Test
  void opensslSaysVerified_forAStatementSignedByTheKey() throws Exception {
    Ran ran = run(script(statement(PAYLOAD), Form.DSSE));
    assertThat(ran.output()).contains("Verified OK").contains("\"_type\": \"statement\"");
  }

  @Test
  void opensslRefuses_whenTheStatementWasChanged() throws Exception {
    Ran ran = run(script(statement(Bytes.ofUtf8("{\"_type\":\"forged\"}")), Form.DSSE));
    assertThat(ran.output()).contains("Verification failure").doesNotContain("Verified OK");
  }

  private KeyPair key;

  @BeforeEach
  void makeKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    key = generator.generateKeyPair();
  }

  private Bytes sign(Bytes data) throws GeneralSecurityException {
    java.security.Signature ecdsa = java.security.Signature.getInstance("SHA256withECDSA");
    ecdsa.initSign(key.getPrivate());
    ecdsa.update(data.toArray());
    return Bytes.copyOf(ecdsa.sign());
  }

  private Bytes message(Bytes signed) throws GeneralSecurityException {
    return new Bundle("hint", new Bundle.MessageSignature(LAYER.digest(), sign(signed))).encode();
  }

  private Bytes statement(Bytes signed) throws GeneralSecurityException {
    Bytes sig = sign(Envelope.preAuthEncoding(TYPE, signed));
    Envelope envelope = new Envelope(TYPE, PAYLOAD, List.of(new Envelope.Signature("", sig)));
    return new Bundle("hint", new Bundle.DsseEnvelope(envelope)).encode();
  }

  /** The printed commands; only where blobs come from is changed, from the service to a folder. */
  private String script(Bytes bundle, Form form) throws IOException {
    Path blobs = Files.createDirectories(folder.resolve("v1/blobs"));
    for (Bytes b : List.of(LAYER, bundle)) {
      Files.write(blobs.resolve(b.digest().toString()), b.toArray());
    }
    Digest subject = LAYER.digest();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n";
    RunEvidence evidence =
        RunEvidence.builder(SampleEvidence.RUN, "1", new Image("x", Optional.empty()))
            .key(new PublicKey("id", "signing", pem))
            .signature(new Signature(subject, "l", Kind.LAYER, form, "id", bundle.digest()))
            .build();
    CheckByHand commands = CheckByHand.of(evidence);
    String check = form == Form.MESSAGE ? commands.message() : commands.statement();
    return (commands.fetch() + check.replaceAll("(?m)^cosign .*$", ""))
        .replace("http://127.0.0.1:8480", "file://" + folder);
  }

  private record Ran(int exit, String output) {}

  private Ran run(String script) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("bash", "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), output);
  }
}
