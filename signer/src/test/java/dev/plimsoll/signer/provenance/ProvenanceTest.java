package dev.plimsoll.signer.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.intoto.Statement.Subject;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.signer.provenance.VerificationSummary.Result;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProvenanceTest {
  private static final Digest IMAGE = digest("image");
  private static final Instant START = Instant.parse("2026-03-01T12:00:00.25Z");
  private static final ResourceDescriptor DEB =
      new ResourceDescriptor("pkg:deb/debian/runc@1.1.5", digest("deb"));

  private static Digest digest(String text) {
    return Bytes.ofUtf8(text).digest();
  }

  private static Descriptor layer(String content, Map<String, String> annotations) {
    return new Descriptor("application/x", digest(content), 1, annotations);
  }

  private static final Manifest MANIFEST =
      new Manifest(
          Optional.empty(),
          layer("config", Map.of()),
          List.of(
              layer("kernel", Map.of("org.opencontainers.image.title", "kernel")),
              layer("root", Map.of()),
              layer("kernel", Map.of("org.opencontainers.image.title", "again"))),
          Optional.empty(),
          Map.of());

  private static Provenance provenance(JsonObject internal) {
    return new Provenance(
        "https://plimsoll.dev/build/v1",
        JsonObject.builder().put("spec", "kernel: {}").build(),
        internal,
        List.of(DEB),
        "https://plimsoll.dev/service",
        "0.1.0",
        "run-1",
        START,
        START.plusSeconds(60));
  }

  @Test
  void subjects_areManifestConfigAndEveryLayer_once() {
    Statement statement =
        provenance(JsonObject.builder().build()).statementFor("web", IMAGE, MANIFEST);

    assertThat(statement.predicateType()).isEqualTo(Statement.SLSA_PROVENANCE);
    assertThat(statement.subjects())
        .containsExactly(
            new Subject("web", IMAGE),
            new Subject("web config", digest("config")),
            new Subject("kernel", digest("kernel")),
            new Subject("application/x", digest("root")));
  }

  /** Members and types of https://slsa.dev/spec/v1.0/provenance. */
  @Test
  void predicate_hasTheMembersOfSlsaV1() throws Exception {
    JsonObject predicate =
        provenance(JsonObject.builder().put("cache", false).build())
            .statementFor("web", IMAGE, MANIFEST)
            .predicate();

    JsonObject definition = predicate.object("buildDefinition");
    assertThat(definition.members().keySet())
        .containsExactly(
            "buildType", "externalParameters", "internalParameters", "resolvedDependencies");
    JsonObject dependency = definition.array("resolvedDependencies").getFirst().asObject("d");
    assertThat(dependency.string("uri")).isEqualTo("pkg:deb/debian/runc@1.1.5");
    assertThat(dependency.object("digest").string("sha256")).isEqualTo(digest("deb").hex());
    JsonObject details = predicate.object("runDetails");
    assertThat(details.object("builder").string("id")).isEqualTo("https://plimsoll.dev/service");
    assertThat(details.object("metadata").string("invocationId")).isEqualTo("run-1");
    assertThat(details.object("metadata").string("startedOn")).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(details.object("metadata").string("finishedOn")).isEqualTo("2026-03-01T12:01:00Z");
  }

  private static VerificationSummary summary(Result result) {
    return new VerificationSummary(
        "https://plimsoll.dev/gate",
        "0.1.0",
        START,
        "oci:web@" + IMAGE,
        new ResourceDescriptor("plimsoll:policy/baseline", digest("policy")),
        List.of(new ResourceDescriptor("plimsoll:report", digest("report"))),
        result,
        List.of("SLSA_BUILD_LEVEL_1"));
  }

  /** Members and types of https://slsa.dev/spec/v1.0/verification_summary. */
  @Test
  void summary_hasTheMembersOfVsaV1() throws Exception {
    Statement statement = summary(Result.PASSED).statementFor("web", IMAGE);

    assertThat(statement.predicateType()).isEqualTo(Statement.SLSA_VSA);
    assertThat(statement.subjects()).containsExactly(new Subject("web", IMAGE));
    JsonObject predicate = statement.predicate();
    assertThat(predicate.object("verifier").string("id")).isEqualTo("https://plimsoll.dev/gate");
    assertThat(predicate.string("timeVerified")).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(predicate.string("resourceUri")).isEqualTo("oci:web@" + IMAGE);
    assertThat(predicate.object("policy").object("digest").string("sha256"))
        .isEqualTo(digest("policy").hex());
    assertThat(predicate.array("inputAttestations")).hasSize(1);
    assertThat(predicate.string("verificationResult")).isEqualTo("PASSED");
    assertThat(predicate.array("verifiedLevels").getFirst().asString("level"))
        .isEqualTo("SLSA_BUILD_LEVEL_1");
    assertThat(predicate.string("slsaVersion")).isEqualTo("1.0");
  }

  @Test
  void failedSummary_claimsNoLevel() throws Exception {
    JsonObject predicate = summary(Result.FAILED).statementFor("web", IMAGE).predicate();

    assertThat(predicate.string("verificationResult")).isEqualTo("FAILED");
    assertThat(predicate.array("verifiedLevels"))
        .singleElement()
        .satisfies(l -> assertThat(l.asString("level")).isEqualTo("FAILED"));
  }
}
