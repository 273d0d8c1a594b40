package dev.plimsoll.pipeline.step;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.intoto.Statement.Subject;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunRequest;
import dev.plimsoll.pipeline.RunState.Decided;
import java.util.ArrayList;
import java.util.List;

/** The two statements about an image: SLSA provenance v1 and verification summary v1. */
final class Statements {
  private static final String BUILD_TYPE = "https://plimsoll.dev/buildtypes/image/v1";
  private static final String BUILDER_ID = "https://plimsoll.dev/builders/pipeline/v1";
  private static final String VERIFIER_ID = "https://plimsoll.dev/verifiers/pipeline/v1";

  private Statements() {}

  /** Subjects: the image, then all layers in the manifest's order. */
  static List<Subject> subjects(String name, Digest image, List<Descriptor> layers) {
    List<Subject> subjects = new ArrayList<>();
    subjects.add(new Subject(name, image));
    layers.forEach(l -> subjects.add(new Subject(ImageParts.title(l), l.digest())));
    return subjects;
  }

  static Statement provenance(RunId run, Decided state, List<Descriptor> layers) {
    RunRequest request = state.request();
    List<JsonValue> specs = new ArrayList<>();
    List<JsonValue> dependencies = new ArrayList<>();
    request
        .specs()
        .forEach(
            s -> {
              specs.add(JsonObject.builder().put("file", s.file()).build());
              dependencies.add(resource("specification " + s.file(), s.text()));
            });
    state.image().lock().ifPresent(l -> dependencies.add(resource("plimsoll.lock", l)));
    request
        .agent()
        .ifPresent(
            a -> {
              dependencies.add(resource("boot agent", a.program()));
              dependencies.add(resource("boot agent init script", a.initScript()));
              dependencies.add(resource("pinned verdict keys", a.verdictKeys()));
              dependencies.add(resource("pinned release keys", a.releaseKeys()));
            });
    JsonObject definition =
        JsonObject.builder()
            .put("buildType", BUILD_TYPE)
            .put(
                "externalParameters",
                JsonObject.builder()
                    .put("name", request.name())
                    .put("specs", specs)
                    .putStrings("policies", request.policies())
                    .put("role", request.role())
                    .build())
            .put(
                "internalParameters",
                JsonObject.builder().put("step", state.image().step().id().toString()).build())
            .put("resolvedDependencies", dependencies)
            .build();
    JsonObject details =
        JsonObject.builder()
            .put("builder", JsonObject.builder().put("id", BUILDER_ID).build())
            .put(
                "metadata",
                JsonObject.builder()
                    .put("invocationId", run.toString())
                    .put("startedOn", state.image().step().startedAt().toString())
                    .put("finishedOn", state.audit().step().startedAt().toString())
                    .build())
            .build();
    return new Statement(
        subjects(request.name(), state.image().image(), layers),
        Statement.SLSA_PROVENANCE,
        JsonObject.builder().put("buildDefinition", definition).put("runDetails", details).build());
  }

  /** What the auditor vouches for: this image passed these policies. */
  static Statement summary(Decided state) {
    Digest image = state.image().image();
    JsonObject predicate =
        JsonObject.builder()
            .put("verifier", JsonObject.builder().put("id", VERIFIER_ID).build())
            .put("timeVerified", state.since().toString())
            .put("resourceUri", "plimsoll:image/" + state.request().name() + "@" + image)
            .put(
                "policy",
                JsonObject.builder()
                    .put("uri", "plimsoll:policies/" + state.verdict().policy().id())
                    .put("digest", sha256(state.verdict().policy().digest()))
                    .build())
            .put(
                "inputAttestations",
                List.of(
                    attestation("plimsoll:blob/audit-report", state.audit().report()),
                    attestation("plimsoll:blob/decision", state.verdict().record())))
            .put("verificationResult", "PASSED")
            .putStrings("verifiedLevels", List.of("SLSA_BUILD_LEVEL_1"))
            .put("slsaVersion", "1.0")
            .build();
    return new Statement(
        List.of(new Subject(state.request().name(), image)), Statement.SLSA_VSA, predicate);
  }

  private static JsonObject resource(String name, Digest digest) {
    return JsonObject.builder().put("name", name).put("digest", sha256(digest)).build();
  }

  private static JsonObject attestation(String uri, Digest digest) {
    return JsonObject.builder().put("uri", uri).put("digest", sha256(digest)).build();
  }

  private static JsonObject sha256(Digest digest) {
    return JsonObject.builder().put("sha256", digest.hex()).build();
  }
}
