package dev.plimsoll.formats.boot;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a booting host asks: {@code {"v":1,"host","hostNonce","image","rootHash"[,"challenge",
 * "evidence"]}}. All of it is untrusted.
 *
 * @param host 1 to 128 characters of {@code [A-Za-z0-9._:-]}
 * @param hostNonce 64 lower hex digits, fresh for this boot
 * @param rootHash dm-verity root hash that the host is about to use
 * @param evidence TPM evidence, as given; not judged by this record
 */
public record VerdictRequest(
    String host, String hostNonce, Digest image, String rootHash, Optional<JsonValue> evidence) {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final Pattern HEX64 = Pattern.compile("[0-9a-f]{64}");
  private static final JsonReader READER = JsonReader.within(JsonLimits.REQUEST);

  /**
   * @throws FormatException naming the field, what was found and what was wanted
   */
  public static VerdictRequest parse(Bytes body) throws FormatException {
    return of(READER.parse("request body", body).asObject("request body"));
  }

  public static VerdictRequest parse(byte[] body) throws FormatException {
    return of(READER.parse("request body", body).asObject("request body"));
  }

  private static VerdictRequest of(JsonObject json) throws FormatException {
    if (json.integer("v") != 1) {
      throw new FormatException("v is " + json.integer("v") + ", wanted 1");
    }
    return new VerdictRequest(
        matching("host", json.string("host"), HOST, "1 to 128 of [A-Za-z0-9._:-]"),
        matching("hostNonce", json.string("hostNonce"), HEX64, "64 lower-case hex digits"),
        Digest.parse(json.string("image")),
        matching("rootHash", json.string("rootHash"), HEX64, "64 lower-case hex digits"),
        json.find("evidence"));
  }

  private static String matching(String field, String value, Pattern pattern, String wanted)
      throws FormatException {
    if (!pattern.matcher(value).matches()) {
      throw new FormatException(
          field + " is " + FormatException.quote(value) + ", wanted " + wanted);
    }
    return value;
  }
}
