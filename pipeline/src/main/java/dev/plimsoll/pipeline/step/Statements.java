package dev.plimsoll.pipeline.step;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.PlimsollVersion;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunRequest;
import dev.plimsoll.pipeline.RunState.Decided;
import dev.plimsoll.signer.provenance.Provenance;
import dev.plimsoll.signer.provenance.ResourceDescriptor;
import dev.plimsoll.signer.provenance.VerificationSummary;
import java.util.ArrayList;
import java.util.List;

/** The two statements about an image; all their times come from the run's events. */
final class Statements {
  private static final String BUILD_TYPE = "https://plimsoll.dev/buildtypes/image/v1";
  private static final String BUILDER_ID = "https://plimsoll.dev/builders/pipeline/v1";
  private static final String VERIFIER_ID = "https://plimsoll.dev/verifiers/pipeline/v1";

  private Statements() {}

  /** How the image was made; subjects are image, config and all layers. */
  static Statement provenance(RunId run, Decided state, Manifest manifest) {
    RunRequest request = state.request();
    JsonObject parameters =
        JsonObject.builder()
            .put("name", request.name())
            .putStrings("specs", request.specs().stream().map(RunRequest.SpecRef::file).toList())
            .putStrings("policies", request.policies())
            .put("role", request.role())
            .build();
    JsonObject internal =
        JsonObject.builder().put("step", state.image().step().id().toString()).build();
    return new Provenance(
            BUILD_TYPE,
            parameters,
            internal,
            dependencies(state),
            BUILDER_ID,
            PlimsollVersion.CURRENT,
            run.toString(),
            state.image().step().startedAt(),
            state.audit().step().startedAt())
        .statementFor(request.name(), state.image().image(), manifest);
  }

  /** What the auditor vouches for: this image passed these policies. */
  static Statement summary(Decided state) {
    Digest image = state.image().image();
    return new VerificationSummary(
            VERIFIER_ID,
            PlimsollVersion.CURRENT,
            state.since(),
            "plimsoll:images/" + state.request().name() + "@" + image,
            new ResourceDescriptor(
                "plimsoll:policies/" + state.verdict().policy().id(),
                state.verdict().policy().digest()),
            List.of(
                blob("audit-report", state.audit().report()),
                blob("decision", state.verdict().record())),
            VerificationSummary.Result.PASSED,
            List.of("SLSA_BUILD_LEVEL_1"))
        .statementFor(state.request().name(), image);
  }

  private static List<ResourceDescriptor> dependencies(Decided state) {
    List<ResourceDescriptor> list = new ArrayList<>();
    state.request().specs().forEach(s -> list.add(blob("spec/" + s.file(), s.text())));
    state.image().lock().ifPresent(l -> list.add(blob("plimsoll.lock", l)));
    state
        .request()
        .agent()
        .ifPresent(
            a -> {
              list.add(blob("agent/program", a.program()));
              list.add(blob("agent/init", a.initScript()));
              list.add(blob("agent/verdict-keys.pem", a.verdictKeys()));
              list.add(blob("agent/release-keys.pem", a.releaseKeys()));
            });
    return list;
  }

  private static ResourceDescriptor blob(String what, Digest digest) {
    return new ResourceDescriptor("plimsoll:blobs/" + what, digest);
  }
}
