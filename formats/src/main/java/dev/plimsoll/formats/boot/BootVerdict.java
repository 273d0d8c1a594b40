package dev.plimsoll.formats.boot;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a {@link VerdictRequest}, before it is signed as the payload of a DSSE envelope of
 * type {@link #PAYLOAD_TYPE}.
 *
 * @param reasons stable strings; empty when allowed
 * @param release base64 DSSE release statement; the host refuses to boot without it
 */
public record BootVerdict(
    Decision verdict,
    List<Reason> reasons,
    String hostNonce,
    String host,
    Digest image,
    String rootHash,
    Assurance assurance,
    Optional<PolicyId> policy,
    long epoch,
    Optional<String> release,
    Instant issuedAt,
    Instant expires) {
  public static final String PAYLOAD_TYPE = "application/vnd.plimsoll.boot-verdict.v1+json";

  public BootVerdict {
    reasons = List.copyOf(reasons);
  }

  /** Allow or deny; there is no third answer. */
  public enum Decision {
    ALLOW("allow"),
    DENY("deny");

    private final String wire;

    Decision(String wire) {
      this.wire = wire;
    }

    public String wire() {
      return wire;
    }
  }

  /** How much was checked about the host itself. */
  public enum Assurance {
    SELF_REPORTED("self-reported"),
    TPM_QUOTE("tpm-quote");

    private final String wire;

    Assurance(String wire) {
      this.wire = wire;
    }

    public String wire() {
      return wire;
    }
  }

  /** Why a boot was denied. */
  public enum Reason {
    IMAGE_UNKNOWN("image-unknown"),
    IMAGE_REVOKED("image-revoked"),
    NOT_RELEASED("not-released"),
    POLICY_FAILED("policy-failed"),
    ROOTHASH_MISMATCH("roothash-mismatch");

    private final String wire;

    Reason(String wire) {
      this.wire = wire;
    }

    public String wire() {
      return wire;
    }
  }

  /** The policy set that decided about the image. */
  public record PolicyId(String id, Digest digest) {}

  public Bytes encode() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("v", 1)
            .put("verdict", verdict.wire())
            .putStrings("reasons", reasons.stream().map(Reason::wire).toList())
            .put("hostNonce", hostNonce)
            .put("host", host)
            .put("image", image.toString())
            .put("rootHash", rootHash)
            .put("assurance", assurance.wire());
    policy.ifPresent(
        p ->
            json.put(
                "policy",
                JsonObject.builder()
                    .put("id", p.id())
                    .put("digest", p.digest().toString())
                    .build()));
    json.put("epoch", epoch).putIfPresent("release", release);
    return JsonWriter.compact(
        json.put("iat", issuedAt.getEpochSecond()).put("exp", expires.getEpochSecond()).build());
  }
}
