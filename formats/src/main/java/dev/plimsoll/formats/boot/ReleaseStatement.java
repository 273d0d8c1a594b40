package dev.plimsoll.formats.boot;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * "Hosts of this role may boot this image": the payload that a release manager signs offline,
 * {@code {"v":1,"image","rootHash","role","minVersion","epoch","iat"}} in a DSSE envelope of type
 * {@link #PAYLOAD_TYPE}.
 *
 * @param minVersion lowest image version that hosts of the role may go back to
 * @param epoch never falls from one release of a role to the next
 */
public record ReleaseStatement(
    Digest image, String rootHash, String role, long minVersion, long epoch, Instant issuedAt) {
  public static final String PAYLOAD_TYPE = "application/vnd.plimsoll.boot-release.v1+json";

  /** A host role: lower-case letters, digits and dashes, 1 to 64. */
  public static final Pattern ROLE = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  /** The year 9999: beyond it times have no RFC 3339 form. */
  private static final long MAX_SECONDS = 253_402_300_799L;

  private static final JsonReader READER = JsonReader.within(JsonLimits.REQUEST);

  public static ReleaseStatement parse(Bytes payload) throws FormatException {
    JsonObject json = READER.parse("release statement", payload).asObject("release statement");
    if (json.integer("v") != 1) {
      throw new FormatException("release statement v is " + json.integer("v") + ", wanted 1");
    }
    String role = json.string("role");
    if (!ROLE.matcher(role).matches()) {
      throw new FormatException(
          "release statement role is " + FormatException.quote(role) + ", wanted " + ROLE);
    }
    return new ReleaseStatement(
        Digest.parse(json.string("image")),
        Digest.parseHex(json.string("rootHash")).hex(),
        role,
        within(json, "minVersion", Long.MAX_VALUE),
        within(json, "epoch", Long.MAX_VALUE),
        Instant.ofEpochSecond(within(json, "iat", MAX_SECONDS)));
  }

  private static long within(JsonObject json, String field, long most) throws FormatException {
    long value = json.integer(field);
    if (value < 0 || value > most) {
      throw new FormatException(
          "release statement " + field + " is " + value + ", wanted 0 to " + most);
    }
    return value;
  }

  public Bytes encode() {
    return JsonWriter.compact(
        JsonObject.builder()
            .put("v", 1)
            .put("image", image.toString())
            .put("rootHash", rootHash)
            .put("role", role)
            .put("minVersion", minVersion)
            .put("epoch", epoch)
            .put("iat", issuedAt.getEpochSecond())
            .build());
  }
}
