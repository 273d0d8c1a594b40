package dev.plimsoll.formats.dsse;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A DSSE v1.0.2 envelope, {@code {"payloadType":…,"payload":b64,"signatures":[{"keyid","sig"}]}}.
 * Parsing one checks nothing about its signatures.
 */
public record Envelope(String payloadType, Bytes payload, List<Signature> signatures) {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  public Envelope {
    signatures = List.copyOf(signatures);
  }

  /**
   * One signature over the pre-authentication encoding.
   *
   * @param keyId a hint, untrusted; ours is the lower hex SHA-256 of the SubjectPublicKeyInfo
   * @param sig for ECDSA: DER
   */
  public record Signature(String keyId, Bytes sig) {}

  public static Envelope parse(String what, Bytes text) throws FormatException {
    return of(what, READER.parse(what, text).asObject(what));
  }

  public static Envelope of(String what, JsonObject json) throws FormatException {
    List<Signature> signatures = new ArrayList<>();
    for (JsonValue item : json.array("signatures")) {
      JsonObject s = item.asObject(what + " signature");
      signatures.add(
          new Signature(s.findString("keyid").orElse(""), Bytes.parseBase64(s.string("sig"))));
    }
    return new Envelope(
        json.string("payloadType"), Bytes.parseBase64(json.string("payload")), signatures);
  }

  public JsonObject toJson() {
    List<JsonValue> sigs = new ArrayList<>();
    for (Signature s : signatures) {
      JsonObject.Builder one = JsonObject.builder();
      if (!s.keyId().isEmpty()) {
        one.put("keyid", s.keyId());
      }
      sigs.add(one.put("sig", s.sig().base64()).build());
    }
    return JsonObject.builder()
        .put("payloadType", payloadType)
        .put("payload", payload.base64())
        .put("signatures", sigs)
        .build();
  }

  /** The text of {@link #toJson}, put together by hand: every boot verdict passes here. */
  public Bytes encode() {
    StringBuilder out = new StringBuilder(payload.size() * 4 / 3 + 512);
    JsonWriter.appendString(out.append("{\"payloadType\":"), payloadType);
    out.append(",\"payload\":\"").append(payload.base64()).append("\",\"signatures\":[");
    String separator = "";
    for (Signature s : signatures) {
      out.append(separator).append('{');
      if (!s.keyId().isEmpty()) {
        JsonWriter.appendString(out.append("\"keyid\":"), s.keyId());
        out.append(',');
      }
      out.append("\"sig\":\"").append(s.sig().base64()).append("\"}");
      separator = ",";
    }
    return Bytes.ofUtf8(out.append("]}").toString());
  }

  /** What is signed: {@code DSSEv1 LEN(type) type LEN(payload) payload}. */
  public static Bytes preAuthEncoding(String payloadType, Bytes payload) {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        ("DSSEv1 " + type.length + " " + payloadType + " " + payload.size() + " ")
            .getBytes(StandardCharsets.UTF_8);
    byte[] body = payload.toArray();
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return Bytes.copyOf(all);
  }
}
