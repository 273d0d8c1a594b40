package dev.plimsoll.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.ImageSignatures.Check;
import dev.plimsoll.cli.testing.FakeService;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.intoto.Statement.Subject;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.signer.BundleSigner;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.SigningKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every check has a case that fails by it alone. */
final class ImageSignaturesTest {
  private static final Digest KERNEL = Bytes.ofUtf8("kernel").digest();
  private static final Digest ROOT = Bytes.ofUtf8("root").digest();
  private static final Manifest MANIFEST =
      new Manifest(
          Optional.of("application/vnd.plimsoll.image.v1"),
          Descriptor.of("application/json", Bytes.ofUtf8("{}").digest(), 2),
          List.of(Descriptor.of("kernel", KERNEL, 6), Descriptor.of("root", ROOT, 4)),
          Optional.empty(),
          Map.of());
  private static final Digest IMAGE = MANIFEST.encode().digest();

  @TempDir private static Path folder = Path.of("");
  private final List<JsonValue> items = new ArrayList<>();

  private static SigningKey key(String name) throws Exception {
    return KeyFiles.loadOrCreate(
        folder.resolve("keys"), name, KeyFiles.Kind.ECDSA_P256, new SecureRandom());
  }

  @BeforeEach
  void allIsWell() throws Exception {
    BundleSigner builder = new BundleSigner(key("builder"));
    put("layer", KERNEL, builder.signArtifact(KERNEL));
    put("layer", ROOT, builder.signArtifact(ROOT));
    put("image", IMAGE, builder.signArtifact(IMAGE));
    put("provenance", IMAGE, builder.signStatement(provenance(KERNEL, ROOT)));
    put("vsa", IMAGE, new BundleSigner(key("auditor")).signStatement(summary("PASSED")));
  }

  @Test
  void allSigned_allVerified() throws Exception {
    assertThat(check()).hasSize(5).allSatisfy(c -> assertThat(c.problem()).isEmpty());
  }

  @Test
  void layerWithoutBundle_isMissed() throws Exception {
    items.remove(1);
    assertThat(failing()).extracting(Check::subject).containsExactly(ROOT);
    assertThat(failing().getFirst().problem()).containsExactly("no signature");
  }

  @Test
  void layerSignedByAnotherKey_isNamed() throws Exception {
    items.remove(0);
    put("layer", KERNEL, new BundleSigner(key("stranger")).signArtifact(KERNEL));
    assertThat(failing()).extracting(Check::subject).containsExactly(KERNEL);
  }

  @Test
  void bundleOfAnotherLayer_doesNotCount() throws Exception {
    items.remove(0);
    put("layer", KERNEL, new BundleSigner(key("builder")).signArtifact(ROOT));
    assertThat(failing()).extracting(Check::subject).containsExactly(KERNEL);
  }

  @Test
  void provenanceThatOmitsALayer_isNamed() throws Exception {
    items.remove(3);
    put("provenance", IMAGE, new BundleSigner(key("builder")).signStatement(provenance(KERNEL)));
    assertThat(failing()).extracting(Check::kind).containsExactly("provenance");
    assertThat(failing().getFirst().problem().getFirst()).contains(ROOT.toString());
  }

  @Test
  void summaryOfTheBuildersKey_doesNotCount() throws Exception {
    items.remove(4);
    put("vsa", IMAGE, new BundleSigner(key("builder")).signStatement(summary("PASSED")));
    assertThat(failing()).extracting(Check::kind).containsExactly("vsa");
  }

  @Test
  void summaryThatSaysFailed_isNoPass() throws Exception {
    items.remove(4);
    put("vsa", IMAGE, new BundleSigner(key("auditor")).signStatement(summary("FAILED")));
    assertThat(failing().getFirst().problem())
        .containsExactly("verification summary says \"FAILED\"");
  }

  @Test
  void otherManifest_isNotBelieved() throws Exception {
    try (FakeService service =
            FakeService.start().answering("/v1/images/" + IMAGE + "/manifest", 200, "{}");
        ServiceClient client = new ServiceClient(service.address())) {
      assertThatThrownBy(() -> signatures(client).check(IMAGE))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("wanted " + IMAGE);
    }
  }

  private List<Check> failing() throws Exception {
    return check().stream().filter(c -> !c.problem().isEmpty()).toList();
  }

  private List<Check> check() throws Exception {
    JsonObject bundles = JsonObject.builder().put("items", items).build();
    try (FakeService service =
            FakeService.start()
                .answering("/v1/images/" + IMAGE + "/manifest", 200, MANIFEST.encode())
                .answering("/v1/images/" + IMAGE + "/bundles", 200, JsonWriter.compact(bundles));
        ServiceClient client = new ServiceClient(service.address())) {
      return signatures(client).check(IMAGE);
    }
  }

  private static ImageSignatures signatures(ServiceClient client) throws Exception {
    return new ImageSignatures(
        client, new ImageSignatures.Keys(key("builder").publicKey(), key("auditor").publicKey()));
  }

  private void put(String kind, Digest subject, Bundle bundle) throws Exception {
    items.add(
        JsonObject.builder()
            .put("kind", kind)
            .put("subject", subject.toString())
            .put("bundle", JsonReader.within(JsonLimits.DOCUMENT).parse("bundle", bundle.encode()))
            .build());
  }

  private static Statement provenance(Digest... layers) {
    List<Subject> subjects = new ArrayList<>(List.of(new Subject("image", IMAGE)));
    for (Digest layer : layers) {
      subjects.add(new Subject("layer", layer));
    }
    return new Statement(
        subjects, Statement.SLSA_PROVENANCE, JsonObject.builder().put("a", "b").build());
  }

  private static Statement summary(String result) {
    return new Statement(
        List.of(new Subject("image", IMAGE)),
        Statement.SLSA_VSA,
        JsonObject.builder().put("verificationResult", result).build());
  }
}
