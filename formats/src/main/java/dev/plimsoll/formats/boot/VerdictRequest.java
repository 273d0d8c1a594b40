package dev.plimsoll.formats.boot;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.util.Optional;
import java.util.Set;

/**
 * What a booting host asks: {@code {"v":1,"host","hostNonce","image","rootHash"[,"challenge",
 * "evidence"]}}. All of it is untrusted. Another member is an error: a host that says something
 * which nobody weighs must not believe that it was weighed.
 *
 * @param host 1 to 128 characters of {@code [A-Za-z0-9._:-]}
 * @param hostNonce 64 lower hex digits, fresh for this boot
 * @param rootHash dm-verity root hash that the host is about to use
 * @param evidence TPM evidence, as given; not judged by this record
 */
public record VerdictRequest(
    String host, String hostNonce, Digest image, String rootHash, Optional<JsonValue> evidence) {
  private static final String WHAT = "request body";
  private static final String HOST_MARKS = "._:-";
  private static final int MAX_HOST = 128;
  private static final String HEX64 = "64 lower-case hex digits";
  private static final Set<String> MEMBERS =
      Set.of("v", "host", "hostNonce", "image", "rootHash", "challenge", "evidence");
  private static final JsonReader READER = JsonReader.within(JsonLimits.REQUEST);

  /**
   * Some 2 µs.
   *
   * @throws FormatException naming the field, what was found and what was wanted
   */
  public static VerdictRequest parse(Bytes body) throws FormatException {
    return of(READER.parse(WHAT, body).asObject(WHAT));
  }

  public static VerdictRequest parse(byte[] body) throws FormatException {
    return of(READER.parse(WHAT, body).asObject(WHAT));
  }

  private static VerdictRequest of(JsonObject json) throws FormatException {
    for (String name : json.members().keySet()) {
      if (!MEMBERS.contains(name)) {
        throw new FormatException(
            "member "
                + FormatException.quote(name)
                + " is unknown, wanted one of "
                + MEMBERS.stream().sorted().toList());
      }
    }
    if (json.integer("v") != 1) {
      throw new FormatException("v is " + json.integer("v") + ", wanted 1");
    }
    if (json.find("challenge").isPresent() && !Digest.isHex(json.string("challenge"))) {
      throw wrong("challenge", json.string("challenge"), HEX64);
    }
    return new VerdictRequest(
        host(json.string("host")),
        hex("hostNonce", json.string("hostNonce")),
        image(json.string("image")),
        hex("rootHash", json.string("rootHash")),
        json.find("evidence"));
  }

  private static String host(String host) throws FormatException {
    boolean fits = !host.isEmpty() && host.length() <= MAX_HOST;
    for (int i = 0; fits && i < host.length(); i++) {
      char c = host.charAt(i);
      fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || HOST_MARKS.indexOf(c) >= 0;
    }
    if (!fits) {
      throw wrong("host", host, "1 to " + MAX_HOST + " of [A-Za-z0-9._:-]");
    }
    return host;
  }

  private static String hex(String field, String value) throws FormatException {
    if (!Digest.isHex(value)) {
      throw wrong(field, value, HEX64);
    }
    return value;
  }

  private static Digest image(String image) throws FormatException {
    try {
      return Digest.parse(image);
    } catch (FormatException e) {
      throw new FormatException(
          "image is " + FormatException.quote(image) + ", wanted sha256: and " + HEX64, e);
    }
  }

  private static FormatException wrong(String field, String found, String wanted) {
    return new FormatException(
        field
            + " is "
            + FormatException.quote(found)
            + " ("
            + found.length()
            + " characters), wanted "
            + wanted);
  }

  /** What a host sends. */
  public Bytes encode() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("v", 1)
            .put("host", host)
            .put("hostNonce", hostNonce)
            .put("image", image.toString())
            .put("rootHash", rootHash);
    evidence.ifPresent(e -> json.put("evidence", e));
    return JsonWriter.compact(json.build());
  }
}
