package dev.plimsoll.signer.provenance;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.intoto.Statement.Subject;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * The predicate {@code https://slsa.dev/verification_summary/v1}: the gate's word about one image,
 * so that later gates need not see the evidence. Readers must match subject, {@code resourceUri},
 * the pair of signer and verifier id, and {@code PASSED}.
 *
 * @param verifierId URI of the gate
 * @param resourceUri the image, e.g. {@code oci:web@sha256:…}
 * @param policy URI and digest of the policy set that decided
 * @param inputAttestations evidence that it looked at: audit report, provenance
 * @param verifiedLevels for {@code PASSED}: e.g. {@code SLSA_BUILD_LEVEL_1}; not used otherwise
 */
public record VerificationSummary(
    String verifierId,
    String verifierVersion,
    Instant timeVerified,
    String resourceUri,
    ResourceDescriptor policy,
    List<ResourceDescriptor> inputAttestations,
    Result result,
    List<String> verifiedLevels) {
  private static final String SLSA_VERSION = "1.0";

  public VerificationSummary {
    inputAttestations = List.copyOf(inputAttestations);
    verifiedLevels = List.copyOf(verifiedLevels);
  }

  /** Allow and deny in SLSA's words. */
  public enum Result {
    PASSED,
    FAILED
  }

  /** The statement about the image of this digest. */
  public Statement statementFor(String name, Digest image) {
    return new Statement(List.of(new Subject(name, image)), Statement.SLSA_VSA, predicate());
  }

  private JsonObject predicate() {
    return JsonObject.builder()
        .put(
            "verifier",
            JsonObject.builder()
                .put("id", verifierId)
                .put("version", JsonObject.builder().put("plimsoll", verifierVersion).build())
                .build())
        .put("timeVerified", Provenance.time(timeVerified))
        .put("resourceUri", resourceUri)
        .put("policy", policy.toJson())
        .put(
            "inputAttestations",
            inputAttestations.stream().map(ResourceDescriptor::toJson).toList())
        .put("verificationResult", result.name())
        .putStrings("verifiedLevels", result == Result.PASSED ? verifiedLevels : List.of("FAILED"))
        .put("slsaVersion", SLSA_VERSION)
        .build();
  }
}
