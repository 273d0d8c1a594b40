package dev.plimsoll.formats.tuf;

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
 * One metadata file: {@code {"signatures":[{"keyid","sig":hex}],"signed":{…}}}. Holding one says
 * nothing about its signatures.
 *
 * @param signedBytes the canonical JSON of {@code signed} with every member it came with: what the
 *     signatures are over
 * @param file the bytes as received or made; hashes and lengths are over these
 */
public record Signed<T extends TufMetadata>(
    T signed, Bytes signedBytes, List<Signature> signatures, Bytes file) {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  public Signed {
    signatures = List.copyOf(signatures);
  }

  /**
   * One signature over the canonical {@code signed}.
   *
   * @param sig hex, not yet looked at: one that is no hex counts as one that does not verify
   */
  public record Signature(String keyId, String sig) {}

  /** Reads the {@code signed} object of one kind of metadata. */
  @FunctionalInterface
  public interface Reader<T> {
    T parse(String what, JsonObject signed) throws FormatException;
  }

  /** Parses a file; {@code what} names it in messages, e.g. {@code root.json}. */
  public static <T extends TufMetadata> Signed<T> parse(String what, Bytes file, Reader<T> reader)
      throws FormatException {
    JsonObject json = READER.parse(what, file).asObject(what);
    List<Signature> signatures = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (JsonValue item : json.array("signatures")) {
      JsonObject s = item.asObject(what + " signature");
      Signature signature = new Signature(s.string("keyid"), s.string("sig"));
      if (!ids.add(signature.keyId())) {
        throw new FormatException(
            what, "two signatures by key " + FormatException.quote(signature.keyId()));
      }
      signatures.add(signature);
    }
    JsonObject signed = json.object("signed");
    T metadata = reader.parse(what, signed);
    try {
      return new Signed<>(metadata, JsonWriter.canonical(signed), signatures, file);
    } catch (IllegalArgumentException e) {
      throw new FormatException(what + ": " + e.getMessage(), e);
    }
  }

  /** What a signer of {@code metadata} signs. */
  public static Bytes toBeSigned(TufMetadata metadata) {
    return JsonWriter.canonical(metadata.toJson());
  }

  /** Puts a file together; the same parts always give the same bytes. */
  public static <T extends TufMetadata> Signed<T> of(T metadata, List<Signature> signatures) {
    List<JsonValue> list = new ArrayList<>();
    for (Signature s : signatures) {
      list.add(JsonObject.builder().put("keyid", s.keyId()).put("sig", s.sig()).build());
    }
    Bytes file =
        JsonWriter.sorted(
            JsonObject.builder().put("signatures", list).put("signed", metadata.toJson()).build());
    return new Signed<>(metadata, toBeSigned(metadata), signatures, file);
  }
}
