package dev.plimsoll.cli.service;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.intoto.Statement.Subject;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.verifier.BundleVerifier;
import dev.plimsoll.verifier.VerificationException;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks everything that is signed about a published image, on this side: the service is asked for
 * the bytes and believed in nothing. Keys come from the caller.
 */
public final class ImageSignatures {
  private static final String PASSED = "PASSED";

  private final ServiceClient service;
  private final Keys keys;

  /**
   * @param builder of layers, image and provenance
   * @param auditor of the verification summary
   */
  public record Keys(VerifyingKey builder, VerifyingKey auditor) {}

  /**
   * One check.
   *
   * @param what for people, e.g. a layer's title
   * @param problem what is wrong; empty when the check holds
   */
  public record Check(String kind, String what, Digest subject, List<String> problem) {
    public Check {
      problem = List.copyOf(problem);
    }
  }

  private record Signed(String kind, Digest subject, Bundle bundle) {}

  public ImageSignatures(ServiceClient service, Keys keys) {
    this.service = service;
    this.keys = keys;
  }

  /**
   * One check for the manifest, for each layer, for the image, the provenance and the summary.
   *
   * @throws CommandFailure when the service gives other bytes than the digest names
   */
  public List<Check> check(Digest image) throws IOException, CommandFailure, FormatException {
    Manifest manifest = manifest(image);
    List<Signed> bundles = bundles(image);
    List<Check> checks = new ArrayList<>();
    for (Descriptor layer : manifest.layers()) {
      checks.add(
          artifact(
              bundles,
              "layer",
              layer.annotations().getOrDefault(MediaTypes.TITLE, layer.mediaType()),
              layer.digest()));
    }
    checks.add(artifact(bundles, "image", "manifest", image));
    checks.add(provenance(bundles, image, manifest));
    checks.add(summary(bundles, image));
    return checks;
  }

  private Manifest manifest(Digest image) throws IOException, CommandFailure, FormatException {
    Bytes bytes = service.getBytes("/v1/images/" + image + "/manifest");
    if (!bytes.digest().equals(image)) {
      throw CommandFailure.evidence(
          "manifest from "
              + service.address()
              + " has digest "
              + bytes.digest()
              + ", wanted "
              + image);
    }
    return Manifest.parse("manifest " + image, bytes);
  }

  private List<Signed> bundles(Digest image) throws IOException, CommandFailure, FormatException {
    List<Signed> found = new ArrayList<>();
    JsonObject answer = service.get("/v1/images/" + image + "/bundles");
    for (JsonValue value : answer.array("items")) {
      JsonObject item = value.asObject("bundle");
      found.add(
          new Signed(
              item.string("kind"),
              Digest.parse(item.string("subject")),
              Bundle.parse("bundle", JsonWriter.compact(item.object("bundle")))));
    }
    return found;
  }

  private Check artifact(List<Signed> bundles, String kind, String what, Digest digest) {
    return one(
        bundles, kind, what, digest, b -> BundleVerifier.verifyArtifact(b, digest, keys.builder()));
  }

  /** The provenance must have every layer, and the image, among its subjects. */
  private Check provenance(List<Signed> bundles, Digest image, Manifest manifest) {
    return one(
        bundles,
        "provenance",
        "SLSA provenance over image and all layers",
        image,
        b -> {
          Statement statement = BundleVerifier.verifyStatement(b, image, keys.builder());
          Set<Digest> subjects =
              statement.subjects().stream().map(Subject::digest).collect(Collectors.toSet());
          for (Descriptor layer : manifest.layers()) {
            if (!subjects.contains(layer.digest())) {
              throw new VerificationException("provenance does not name layer " + layer.digest());
            }
          }
          type(statement, Statement.SLSA_PROVENANCE);
        });
  }

  private Check summary(List<Signed> bundles, Digest image) {
    return one(
        bundles,
        "vsa",
        "policy verdict (SLSA VSA)",
        image,
        b -> {
          Statement statement = BundleVerifier.verifyStatement(b, image, keys.auditor());
          type(statement, Statement.SLSA_VSA);
          try {
            String result = statement.predicate().string("verificationResult");
            if (!result.equals(PASSED)) {
              throw new VerificationException(
                  "verification summary says " + FormatException.quote(result));
            }
          } catch (FormatException e) {
            throw new VerificationException(e.getMessage(), e);
          }
        });
  }

  private static void type(Statement statement, String wanted) throws VerificationException {
    if (!statement.predicateType().equals(wanted)) {
      throw new VerificationException(
          "statement is of type "
              + FormatException.quote(statement.predicateType())
              + ", wanted "
              + wanted);
    }
  }

  /** How one bundle is verified. */
  private interface Verification {
    void verify(Bundle bundle) throws VerificationException;
  }

  /** Holds when some bundle of this kind and subject verifies. */
  private static Check one(
      List<Signed> bundles, String kind, String what, Digest subject, Verification verification) {
    List<String> problems = new ArrayList<>();
    for (Signed signed : bundles) {
      if (signed.kind().equals(kind) && signed.subject().equals(subject)) {
        try {
          verification.verify(signed.bundle());
          return new Check(kind, what, subject, List.of());
        } catch (VerificationException e) {
          problems.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return new Check(kind, what, subject, problems.isEmpty() ? List.of("no signature") : problems);
  }
}
