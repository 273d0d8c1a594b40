package dev.plimsoll.formats.intoto;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/** An in-toto Statement v1: a predicate about subjects that are named by digest. */
public record Statement(List<Subject> subjects, String predicateType, JsonObject predicate) {
  public static final String TYPE = "https://in-toto.io/Statement/v1";
  public static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";
  public static final String SLSA_PROVENANCE = "https://slsa.dev/provenance/v1";
  public static final String SLSA_VSA = "https://slsa.dev/verification_summary/v1";

  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  public Statement {
    subjects = List.copyOf(subjects);
  }

  /** What a statement is about; {@code name} is for people, {@code digest} decides. */
  public record Subject(String name, Digest digest) {}

  public static Statement parse(String what, Bytes text) throws FormatException {
    JsonObject json = READER.parse(what, text).asObject(what);
    if (!json.string("_type").equals(TYPE)) {
      throw new FormatException(
          what + " has _type " + FormatException.quote(json.string("_type")) + ", wanted " + TYPE);
    }
    List<Subject> subjects = new ArrayList<>();
    for (JsonValue item : json.array("subject")) {
      JsonObject s = item.asObject("subject");
      subjects.add(
          new Subject(
              s.findString("name").orElse(""),
              Digest.parseHex(s.object("digest").string("sha256"))));
    }
    return new Statement(subjects, json.string("predicateType"), json.object("predicate"));
  }

  public Bytes encode() {
    List<JsonValue> list = new ArrayList<>();
    for (Subject s : subjects) {
      list.add(
          JsonObject.builder()
              .put("name", s.name())
              .put("digest", JsonObject.builder().put("sha256", s.digest().hex()).build())
              .build());
    }
    return JsonWriter.compact(
        JsonObject.builder()
            .put("_type", TYPE)
            .put("subject", list)
            .put("predicateType", predicateType)
            .put("predicate", predicate)
            .build());
  }
}
