package dev.plimsoll.formats.boot;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

  /** The year 9999: beyond it times have no RFC 3339 form. */
  private static final long MAX_SECONDS = 253_402_300_799L;

  private static final JsonReader READER = JsonReader.within(JsonLimits.REQUEST);

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

  /**
   * Reads a verdict whose signature was checked. Members that are not known here are left out: a
   * later service may say more.
   *
   * @throws FormatException also for a reason or assurance that is not known, because a verdict
   *     that is only half understood is none
   */
  public static BootVerdict parse(Bytes payload) throws FormatException {
    JsonObject json = READER.parse("boot verdict", payload).asObject("boot verdict");
    if (json.integer("v") != 1) {
      throw new FormatException("boot verdict v is " + json.integer("v") + ", wanted 1");
    }
    List<Reason> reasons = new ArrayList<>();
    for (JsonValue reason : json.array("reasons")) {
      reasons.add(oneOf("reason", Reason.values(), Reason::wire, reason.asString("reason")));
    }
    Optional<JsonObject> policy = json.findObject("policy");
    return new BootVerdict(
        oneOf("verdict", Decision.values(), Decision::wire, json.string("verdict")),
        reasons,
        Digest.parseHex(json.string("hostNonce")).hex(),
        json.string("host"),
        Digest.parse(json.string("image")),
        Digest.parseHex(json.string("rootHash")).hex(),
        oneOf("assurance", Assurance.values(), Assurance::wire, json.string("assurance")),
        policy.isPresent()
            ? Optional.of(
                new PolicyId(
                    policy.get().string("id"), Digest.parse(policy.get().string("digest"))))
            : Optional.empty(),
        json.integer("epoch"),
        release(json),
        time("iat", json.integer("iat")),
        time("exp", json.integer("exp")));
  }

  private static <E> E oneOf(String field, E[] values, Function<E, String> wire, String text)
      throws FormatException {
    for (E value : values) {
      if (wire.apply(value).equals(text)) {
        return value;
      }
    }
    throw new FormatException(
        "boot verdict "
            + field
            + " is "
            + FormatException.quote(text)
            + ", wanted one of "
            + Arrays.stream(values).map(wire).toList());
  }

  private static Instant time(String field, long seconds) throws FormatException {
    if (seconds < 0 || seconds > MAX_SECONDS) {
      throw new FormatException(
          "boot verdict " + field + " is " + seconds + ", wanted seconds since 1970");
    }
    return Instant.ofEpochSecond(seconds);
  }

  private static Optional<String> release(JsonObject json) throws FormatException {
    Optional<String> release = json.findString("release");
    if (release.isPresent()) {
      Bytes.parseBase64(release.get());
    }
    return release;
  }

  /**
   * One line of JSON, members in the order of the specification; put together by hand, because
   * every booting host waits for it.
   */
  public Bytes encode() {
    StringBuilder out = new StringBuilder(release.map(String::length).orElse(0) + 768);
    member(out.append("{\"v\":1"), "verdict", verdict.wire());
    out.append(",\"reasons\":[");
    String separator = "";
    for (Reason r : reasons) {
      JsonWriter.appendString(out.append(separator), r.wire());
      separator = ",";
    }
    out.append(']');
    member(out, "hostNonce", hostNonce);
    member(out, "host", host);
    member(out, "image", image.toString());
    member(out, "rootHash", rootHash);
    member(out, "assurance", assurance.wire());
    if (policy.isPresent()) {
      JsonWriter.appendString(out.append(",\"policy\":{\"id\":"), policy.get().id());
      member(out, "digest", policy.get().digest().toString());
      out.append('}');
    }
    out.append(",\"epoch\":").append(epoch);
    if (release.isPresent()) { // base64: long, and nothing in it to escape
      out.append(",\"release\":\"").append(release.get()).append('"');
    }
    out.append(",\"iat\":").append(issuedAt.getEpochSecond());
    out.append(",\"exp\":").append(expires.getEpochSecond());
    return Bytes.ofUtf8(out.append('}').toString());
  }

  private static void member(StringBuilder out, String name, String value) {
    JsonWriter.appendString(out.append(",\"").append(name).append("\":"), value);
  }
}
