package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.PlimsollVersion;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.provenance.BuildRecord.AgentInputs;
import dev.plimsoll.image.provenance.BuildRecord.LocalFile;
import dev.plimsoll.image.provenance.BuildRecord.SpecText;
import dev.plimsoll.image.source.LockText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The JSON form of a {@link BuildRecord}: in-toto Statement v1 with predicate {@value
 * Statement#SLSA_PROVENANCE}. It tells no time and no machine, so that two builds write the same;
 * the run that signs it says when.
 */
public final class ProvenanceJson {
  static final String BUILD_TYPE = "https://plimsoll.dev/buildtypes/files/v1";
  static final String BUILDER = "https://plimsoll.dev/builders/build/v1";

  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  private ProvenanceJson() {}

  /** Indented, with a final newline. */
  public static Bytes write(BuildRecord build) throws FormatException {
    Statement statement =
        new Statement(build.subjects(), Statement.SLSA_PROVENANCE, predicate(build));
    return JsonWriter.pretty(READER.parse("provenance", statement.encode()));
  }

  private static JsonObject predicate(BuildRecord build) throws FormatException {
    JsonObject.Builder external =
        JsonObject.builder()
            .put("name", build.name())
            .put("architecture", build.architecture().wire())
            .putStrings("formats", build.formats())
            .put("options", texts(build.options()))
            .put("specs", build.specs().stream().map(ProvenanceJson::spec).toList())
            .put("files", build.files().stream().map(ProvenanceJson::file).toList());
    if (!build.packageTags().isEmpty()) {
      external.put("packageTags", texts(build.packageTags()));
    }
    build.agent().ifPresent(a -> external.put("agent", agent(a)));
    JsonObject internal =
        JsonObject.builder()
            .put("lock", READER.parse("lock", build.lock().encode()))
            .put("sourceDateEpoch", Attributes.GENERATED_TIME)
            .build();
    TreeMap<String, String> versions = new TreeMap<>(build.tools());
    versions.put("plimsoll", PlimsollVersion.CURRENT);
    return JsonObject.builder()
        .put(
            "buildDefinition",
            JsonObject.builder()
                .put("buildType", BUILD_TYPE)
                .put("externalParameters", external.build())
                .put("internalParameters", internal)
                .put("resolvedDependencies", Dependencies.of(build))
                .build())
        .put(
            "runDetails",
            JsonObject.builder()
                .put(
                    "builder",
                    JsonObject.builder().put("id", BUILDER).put("version", texts(versions)).build())
                .build())
        .build();
  }

  private static JsonObject texts(Map<String, String> map) {
    JsonObject.Builder json = JsonObject.builder();
    map.forEach(json::put);
    return json.build();
  }

  static JsonObject digest(Digest digest) {
    return JsonObject.builder().put("sha256", digest.hex()).build();
  }

  private static JsonObject spec(SpecText spec) {
    return JsonObject.builder()
        .put("name", spec.file())
        .put("digest", digest(spec.text().digest()))
        .put("content", spec.text().base64())
        .build();
  }

  private static JsonObject file(LocalFile file) {
    return JsonObject.builder()
        .put("name", file.path())
        .put("digest", digest(file.digest()))
        .putIfPresent("content", file.content().map(Bytes::base64))
        .build();
  }

  private static JsonObject agent(AgentInputs agent) {
    return JsonObject.builder()
        .put("program", digest(agent.program()))
        .put("initScript", digest(agent.initScript()))
        .put("verdictKeys", agent.verdictKeys().base64())
        .put("releaseKeys", agent.releaseKeys().base64())
        .put("role", agent.role())
        .build();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param what names the text in messages
   * @throws FormatException also when an embedded text has not its digest, or the statement is
   *     about a build of another kind
   */
  public static BuildRecord parse(String what, Bytes text) throws FormatException {
    Statement statement = Statement.parse(what, text);
    try {
      if (!statement.predicateType().equals(Statement.SLSA_PROVENANCE)) {
        throw new FormatException("predicateType is no SLSA provenance v1");
      }
      JsonObject definition = statement.predicate().object("buildDefinition");
      if (!definition.string("buildType").equals(BUILD_TYPE)) {
        throw new FormatException(
            "buildType is "
                + FormatException.quote(definition.string("buildType"))
                + ", wanted "
                + BUILD_TYPE);
      }
      return record(statement, definition);
    } catch (FormatException e) {
      throw new FormatException(what + ": no provenance of a build: " + e.getMessage(), e);
    }
  }

  private static BuildRecord record(Statement statement, JsonObject definition)
      throws FormatException {
    JsonObject external = definition.object("externalParameters");
    List<SpecText> specs = new ArrayList<>();
    for (JsonValue item : external.array("specs")) {
      JsonObject spec = item.asObject("a spec");
      Optional<Bytes> content = content(spec);
      if (content.isEmpty()) {
        throw new FormatException("a spec has no content");
      }
      specs.add(new SpecText(spec.string("name"), content.get()));
    }
    List<LocalFile> files = new ArrayList<>();
    for (JsonValue item : external.array("files")) {
      JsonObject file = item.asObject("a file");
      files.add(new LocalFile(file.string("name"), sha256(file, "digest"), content(file)));
    }
    Optional<AgentInputs> agent = Optional.empty();
    if (external.findObject("agent").isPresent()) {
      JsonObject a = external.object("agent");
      agent =
          Optional.of(
              new AgentInputs(
                  Digest.parseHex(a.object("program").string("sha256")),
                  Digest.parseHex(a.object("initScript").string("sha256")),
                  Bytes.parseBase64(a.string("verdictKeys")),
                  Bytes.parseBase64(a.string("releaseKeys")),
                  a.string("role")));
    }
    List<String> formats = new ArrayList<>();
    for (JsonValue format : external.array("formats")) {
      formats.add(format.asString("a format"));
    }
    return new BuildRecord(
        external.string("name"),
        Architecture.of(external.string("architecture")),
        formats,
        strings(external.object("options")),
        specs,
        files,
        external.findObject("packageTags").isPresent()
            ? strings(external.object("packageTags"))
            : new TreeMap<>(),
        agent,
        LockText.parse(
            "lock", JsonWriter.compact(definition.object("internalParameters").object("lock"))),
        strings(statement.predicate().object("runDetails").object("builder").object("version")),
        statement.subjects());
  }

  private static Digest sha256(JsonObject json, String name) throws FormatException {
    return Digest.parseHex(json.object(name).string("sha256"));
  }

  private static Optional<Bytes> content(JsonObject json) throws FormatException {
    Optional<String> text = json.findString("content");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Bytes content = Bytes.parseBase64(text.get());
    if (!content.digest().equals(sha256(json, "digest"))) {
      throw new FormatException(
          FormatException.quote(json.string("name"))
              + " has digest "
              + content.digest()
              + ", stated is "
              + sha256(json, "digest"));
    }
    return Optional.of(content);
  }

  private static SortedMap<String, String> strings(JsonObject json) throws FormatException {
    SortedMap<String, String> found = new TreeMap<>();
    for (Map.Entry<String, JsonValue> e : json.members().entrySet()) {
      found.put(e.getKey(), e.getValue().asString(e.getKey()));
    }
    return found;
  }
}
