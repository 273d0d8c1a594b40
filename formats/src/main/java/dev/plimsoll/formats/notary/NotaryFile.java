package dev.plimsoll.formats.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One Notary v1 file: {@code {"signed":{…},"signatures":[{"keyid","method","sig":base64}]}}.
 * Holding one says nothing about its signatures.
 *
 * @param signedBytes the canonical JSON of {@code signed} with every member it came with: what the
 *     signatures are over
 * @param file the bytes as received or made; checksums and lengths are over these
 */
public record NotaryFile<T extends NotarySigned>(
    T signed, Bytes signedBytes, List<Signature> signatures, Bytes file) {
  /** Most signatures in one file. */
  public static final int MAX_SIGNATURES = 1_000;

  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  public NotaryFile {
    signatures = List.copyOf(signatures);
  }

  /**
   * One signature over the canonical {@code signed}.
   *
   * @param method {@code eddsa}, {@code ecdsa} (r and s, 32 bytes each for P-256), {@code rsapss},
   *     {@code rsapkcs1v15}; another one merely never verifies
   */
  public record Signature(String keyId, String method, Bytes sig) {}

  /** Reads the {@code signed} object of one kind of file. */
  @FunctionalInterface
  public interface Reader<T> {
    T parse(String what, JsonObject signed) throws FormatException;
  }

  /** Parses a file; {@code what} names it in messages, e.g. {@code root.json}. */
  public static <T extends NotarySigned> NotaryFile<T> parse(
      String what, Bytes file, Reader<T> reader) throws FormatException {
    JsonObject json = READER.parse(what, file).asObject(what);
    List<Signature> signatures = signatures(what, json);
    JsonObject signed = json.object("signed");
    T parsed = reader.parse(what, signed);
    try {
      return new NotaryFile<>(parsed, JsonWriter.canonical(signed), signatures, file);
    } catch (IllegalArgumentException e) {
      throw new FormatException(what + ": " + e.getMessage(), e);
    }
  }

  private static List<Signature> signatures(String what, JsonObject json) throws FormatException {
    List<JsonValue> items = NotaryFields.list(json, "signatures");
    if (items.size() > MAX_SIGNATURES) {
      throw new FormatException(
          what, items.size() + " signatures; the limit is " + MAX_SIGNATURES + " (Notary reader)");
    }
    List<Signature> signatures = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (JsonValue item : items) {
      JsonObject s = item.asObject(what + " signature");
      String id = s.string("keyid");
      if (!ids.add(id)) {
        throw new FormatException(what, "two signatures by key " + FormatException.quote(id));
      }
      signatures.add(
          new Signature(
              id, s.string("method"), NotaryFields.base64(what + " signature", s, "sig")));
    }
    return signatures;
  }

  /** Puts a file together; the same parts always give the same bytes. */
  public static <T extends NotarySigned> NotaryFile<T> of(T signed, List<Signature> signatures) {
    List<JsonValue> list = new ArrayList<>();
    for (Signature s : signatures) {
      list.add(
          JsonObject.builder()
              .put("keyid", s.keyId())
              .put("method", s.method())
              .put("sig", s.sig().base64())
              .build());
    }
    Bytes file =
        JsonWriter.sorted(
            JsonObject.builder().put("signatures", list).put("signed", signed.toJson()).build());
    return new NotaryFile<>(signed, signed.toBeSigned(), signatures, file);
  }
}
