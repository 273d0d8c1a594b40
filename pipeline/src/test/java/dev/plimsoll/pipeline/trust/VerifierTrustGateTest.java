package dev.plimsoll.pipeline.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.source.TrustGate.Admitted;
import dev.plimsoll.image.source.TrustGate.Outcome;
import dev.plimsoll.image.source.TrustGate.Refused;
import dev.plimsoll.image.source.TrustGate.Subject;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.TrustPolicy.Requirement;
import dev.plimsoll.image.spec.TrustPolicy.SignedByIdentity;
import dev.plimsoll.image.spec.TrustPolicy.SignedByKey;
import dev.plimsoll.image.spec.TrustPolicy.TufTarget;
import dev.plimsoll.signer.BundleSigner;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.testing.FixedKeys;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifierTrustGateTest {
  private static final Digest MANIFEST = Digest.of(new byte[] {1});
  private static final Digest INDEX = Digest.of(new byte[] {2});
  private static final Digest OTHER = Digest.of(new byte[] {3});
  private static final SigningKey KEY = FixedKeys.p256("trust");
  private static final SigningKey STRANGER = FixedKeys.p256("stranger");

  private final VerifierTrustGate gate = new VerifierTrustGate();

  private static Requirement key(SigningKey key) {
    return new SignedByKey(key.publicKey().toPem().utf8());
  }

  private static Bytes statement(SigningKey key, Digest subject) throws Exception {
    Statement statement =
        new Statement(
            List.of(new Statement.Subject("web", subject)),
            "https://sigstore.dev/cosign/sign/v1",
            JsonObject.builder().build());
    return new BundleSigner(key).signStatement(statement).encode();
  }

  private Outcome admit(List<Requirement> wanted, Bytes... bundles) {
    return gate.admit(
        new Subject("docker://r.example/web:1", List.of(MANIFEST, INDEX), List.of(bundles)),
        wanted);
  }

  private static String why(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Refused.class);
    return ((Refused) outcome).why();
  }

  @Test
  void admitsAStatement_aboutTheManifestOrItsIndex() throws Exception {
    Admitted byKey = new Admitted("key sha256:" + KEY.publicKey().keyId());
    assertThat(admit(List.of(key(KEY)), statement(KEY, MANIFEST))).isEqualTo(byKey);
    assertThat(admit(List.of(key(KEY)), statement(KEY, INDEX))).isEqualTo(byKey);
    assertThat(admit(List.of(key(KEY)), new BundleSigner(KEY).signArtifact(MANIFEST).encode()))
        .isEqualTo(byKey);
    assertThat(
            admit(
                List.of(key(STRANGER), key(KEY)),
                Bytes.ofUtf8("{}"),
                statement(KEY, OTHER),
                statement(KEY, MANIFEST)))
        .isEqualTo(byKey);
  }

  @Test
  void refusesAnotherKey_namingBoth() throws Exception {
    assertThat(why(admit(List.of(key(KEY)), statement(STRANGER, MANIFEST))))
        .startsWith("wanted key sha256:" + KEY.publicKey().keyId() + "; found 1 signature(s): ")
        .contains(STRANGER.publicKey().keyHint());
  }

  @Test
  void refusesAnotherImagesSignature() throws Exception {
    assertThat(why(admit(List.of(key(KEY)), statement(KEY, OTHER)))).contains(INDEX.toString());
    assertThat(why(admit(List.of(key(KEY)), new BundleSigner(KEY).signArtifact(OTHER).encode())))
        .contains(OTHER.toString());
  }

  @Test
  void refuses_whenThereIsNothing() {
    assertThat(why(admit(List.of(key(KEY))))).endsWith("; found no signature");
    assertThat(why(admit(List.of()))).startsWith("nothing says by whom");
    assertThat(why(admit(List.of(key(KEY)), Bytes.ofUtf8("no bundle")))).contains("found 1");
    assertThat(why(admit(List.of(new SignedByKey("no key")), Bytes.ofUtf8("x")))).contains("a key");
  }

  @Test
  void countsConfiguredKeys_whereTheSpecificationNamesNone() throws Exception {
    VerifierTrustGate configured = new VerifierTrustGate(List.of(key(KEY)));
    Subject subject = new Subject("x", List.of(MANIFEST), List.of(statement(KEY, MANIFEST)));
    assertThat(configured.admit(subject, List.of())).isInstanceOf(Admitted.class);
    assertThat(configured.admit(subject, List.of(key(STRANGER)))).isInstanceOf(Refused.class);
  }

  @Test
  void refusesWhatItCannotCheckYet() throws Exception {
    Located<String> root = new Located<>("root.json", new SourcePosition("image.yml", 1, 1));
    for (Requirement each :
        List.of(
            new SignedByIdentity("a@example", "https://issuer.example"),
            new TufTarget("https://tuf.example", root))) {
      assertThat(why(admit(List.of(each), statement(KEY, MANIFEST)))).contains("not supported yet");
    }
  }
}
