package dev.plimsoll.formats.boot;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.tuf.TargetFile;
import java.util.regex.Pattern;

/**
 * What the hosts of a role boot: the bytes of the TUF target {@code host/<role>/current}, canonical
 * JSON {@code {"image":"sha256:…","minVersion":0,"name":"web","version":"1.0"}}.
 *
 * @param image manifest digest
 * @param minVersion lowest image version that hosts of the role may go back to; never falls
 * @param name of the image: the builder's target is {@code img/<name>/<version>}
 * @param version last segment of that target's path
 */
public record ReleasePointer(Digest image, long minVersion, String name, String version) {
  /** Bytes of a pointer at most; a real one has some 200. */
  public static final int MAX_BYTES = 1024;

  /** One segment of a target path: no slash, and neither {@code .} nor {@code ..}. */
  private static final Pattern SEGMENT = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._~+@:=-]{1,128}");

  private static final String WHAT = "release pointer";
  private static final String PLIMSOLL = "plimsoll";
  private static final String IMAGE = "image";
  private static final String MIN_VERSION = "minVersion";
  private static final JsonReader READER =
      JsonReader.within(new JsonLimits(MAX_BYTES, 2, 8)); // one flat object

  public ReleasePointer {
    if (minVersion < 0 || !isSegment(name) || !isSegment(version)) {
      throw new IllegalArgumentException(
          "release pointer to " + FormatException.quote(name + "/" + version));
    }
  }

  /** Whether {@code text} can be a name or a version. */
  public static boolean isSegment(String text) {
    return SEGMENT.matcher(text).matches();
  }

  /** The target path of a host role's pointer. */
  public static String path(String hostRole) {
    return "host/" + hostRole + "/current";
  }

  /** The TUF role that speaks for a host role. */
  public static String tufRole(String hostRole) {
    return "host-" + hostRole;
  }

  /**
   * Parses the target's bytes. Only the canonical form is read: one pointer has one digest.
   *
   * @throws FormatException naming the member, what was found and what was wanted
   */
  public static ReleasePointer parse(Bytes target) throws FormatException {
    JsonObject json = READER.parse(WHAT, target).asObject(WHAT);
    ReleasePointer pointer =
        new ReleasePointer(
            Digest.parse(json.string(IMAGE)),
            minVersion(json),
            segment("name", json.string("name")),
            segment("version", json.string("version")));
    if (!pointer.encode().equals(target)) {
      throw new FormatException(
          WHAT, "not the canonical JSON of image, minVersion, name and version alone");
    }
    return pointer;
  }

  private static long minVersion(JsonObject json) throws FormatException {
    long value = json.integer(MIN_VERSION);
    if (value < 0) {
      throw new FormatException(WHAT, "minVersion is " + value + ", wanted at least 0");
    }
    return value;
  }

  private static String segment(String member, String value) throws FormatException {
    if (!isSegment(value)) {
      throw new FormatException(
          WHAT, member + " is " + FormatException.quote(value) + ", wanted " + SEGMENT);
    }
    return value;
  }

  /** Where the builder's word about the image stands. */
  public String buildPath() {
    return "img/" + name + "/" + version;
  }

  /** Where the auditor's verdict about it stands. */
  public String auditPath() {
    return "audit/" + name + "/" + version;
  }

  public Bytes encode() {
    return JsonWriter.canonical(
        JsonObject.builder()
            .put(IMAGE, image.toString())
            .put(MIN_VERSION, minVersion)
            .put("name", name)
            .put("version", version)
            .build());
  }

  /** The target's entry: length, SHA-256, and {@code {"plimsoll":{"image","minVersion"}}}. */
  public TargetFile target() {
    Bytes bytes = encode();
    JsonObject said =
        JsonObject.builder().put(IMAGE, image.toString()).put(MIN_VERSION, minVersion).build();
    return TargetFile.of(
        bytes.size(), bytes.digest(), JsonObject.builder().put(PLIMSOLL, said).build());
  }
}
