package dev.plimsoll.signer.provenance;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.intoto.Statement.Subject;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The predicate {@code https://slsa.dev/provenance/v1} of one build.
 *
 * @param buildType URI that says what the parameters mean
 * @param externalParameters what the user asked for: nothing secret
 * @param internalParameters what the service set; may be empty
 * @param resolvedDependencies every input that was fetched, pinned
 * @param builderId URI of the service that built
 * @param invocationId the run
 */
public record Provenance(
    String buildType,
    JsonObject externalParameters,
    JsonObject internalParameters,
    List<ResourceDescriptor> resolvedDependencies,
    String builderId,
    String builderVersion,
    String invocationId,
    Instant startedOn,
    Instant finishedOn) {
  /** Title annotation of OCI descriptors, the name of a layer for people. */
  private static final String TITLE = "org.opencontainers.image.title";

  public Provenance {
    resolvedDependencies = List.copyOf(resolvedDependencies);
  }

  /**
   * The statement about an image: its subjects are the manifest, the config and every layer, each
   * digest once, in the manifest's order.
   *
   * @param name the image's name for people
   */
  public Statement statementFor(String name, Digest image, Manifest manifest) {
    return new Statement(subjects(name, image, manifest), Statement.SLSA_PROVENANCE, predicate());
  }

  /** Manifest first, then config and layers, none twice. */
  public static List<Subject> subjects(String name, Digest image, Manifest manifest) {
    Map<Digest, Subject> subjects = new LinkedHashMap<>();
    subjects.put(image, new Subject(name, image));
    Digest config = manifest.config().digest();
    subjects.putIfAbsent(config, new Subject(name + " config", config));
    for (Descriptor layer : manifest.layers()) {
      String title = layer.annotations().getOrDefault(TITLE, layer.mediaType());
      subjects.putIfAbsent(layer.digest(), new Subject(title, layer.digest()));
    }
    return new ArrayList<>(subjects.values());
  }

  private JsonObject predicate() {
    JsonObject.Builder definition =
        JsonObject.builder()
            .put("buildType", buildType)
            .put("externalParameters", externalParameters);
    if (!internalParameters.members().isEmpty()) {
      definition.put("internalParameters", internalParameters);
    }
    definition.put(
        "resolvedDependencies",
        resolvedDependencies.stream().map(ResourceDescriptor::toJson).toList());
    return JsonObject.builder()
        .put("buildDefinition", definition.build())
        .put("runDetails", runDetails())
        .build();
  }

  private JsonObject runDetails() {
    return JsonObject.builder()
        .put(
            "builder",
            JsonObject.builder()
                .put("id", builderId)
                .put("version", JsonObject.builder().put("plimsoll", builderVersion).build())
                .build())
        .put(
            "metadata",
            JsonObject.builder()
                .put("invocationId", invocationId)
                .put("startedOn", time(startedOn))
                .put("finishedOn", time(finishedOn))
                .build())
        .build();
  }

  /** RFC 3339 in UTC, whole seconds. */
  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
