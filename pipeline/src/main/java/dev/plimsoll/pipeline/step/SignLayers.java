package dev.plimsoll.pipeline.step;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.pipeline.BlobStore;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.RunEvent.ImageBuilt;
import dev.plimsoll.pipeline.RunEvent.LayersSigned;
import dev.plimsoll.pipeline.RunEvent.StepMark;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunState.Decided;
import dev.plimsoll.pipeline.SignatureList;
import dev.plimsoll.pipeline.SignatureList.Item;
import dev.plimsoll.pipeline.SignatureList.Kind;
import dev.plimsoll.policy.Verdict.Decision;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Signs what was decided for: a bundle of its own for every layer and for the image, the provenance
 * over image and all layers, and the auditor's summary. Then makes what must carry the image's
 * name, its kernel command line, as a referrer of the image, so that nothing contains its own
 * digest.
 *
 * <p>ECDSA draws fresh randomness, so doing the step again gives other, equally good bundles; those
 * of an attempt that a crash cut off stay unreferenced.
 */
public final class SignLayers {
  static final String NAME = "sign/1";
  public static final String BUNDLES_ARTIFACT = "application/vnd.plimsoll.bundles.v1";
  public static final String BOOT_ARTIFACT = "application/vnd.plimsoll.boot.v1";
  public static final String COMMAND_LINE_TYPE = "application/vnd.plimsoll.cmdline.v1";
  private static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";
  private static final Bytes EMPTY = Bytes.ofUtf8("{}");

  /** Annotation of a bundle in the referrer: the digest that it signs. */
  public static final String SUBJECT = "dev.plimsoll.subject";

  /** Annotation of a bundle in the referrer: see {@link Kind}. */
  public static final String KIND = "dev.plimsoll.kind";

  private final BlobStore blobs;
  private final StatementSigner builder;
  private final StatementSigner auditor;

  /**
   * @param builder signs layers, image and provenance
   * @param auditor signs the verification summary, with a key of its own
   */
  public SignLayers(BlobStore blobs, StatementSigner builder, StatementSigner auditor) {
    this.blobs = blobs;
    this.builder = builder;
    this.auditor = auditor;
  }

  /**
   * Signs; blocking.
   *
   * @throws IllegalStateException when the verdict is not allow: nothing undecided is ever signed
   */
  public RunEvent run(RunId run, Decided state, Instant now) throws IOException, FormatException {
    if (state.verdict().decision() != Decision.ALLOW) {
      throw new IllegalStateException("image " + state.image().image() + " was not allowed");
    }
    ImageParts parts = ImageParts.load(blobs, state.image().image());
    List<Item> items = new ArrayList<>();
    List<Descriptor> bundles = new ArrayList<>();
    for (Descriptor layer : parts.manifest().layers()) {
      keep(items, bundles, layer.digest(), Kind.LAYER, builder.signArtifact(layer.digest()));
    }
    Digest image = state.image().image();
    keep(items, bundles, image, Kind.IMAGE, builder.signArtifact(image));
    keep(
        items,
        bundles,
        image,
        Kind.PROVENANCE,
        builder.signStatement(Statements.provenance(run, state, parts.manifest())));
    keep(items, bundles, image, Kind.VSA, auditor.signStatement(Statements.summary(state)));
    Bytes list = new SignatureList(items).encode();
    Bytes commandLine = Bytes.ofUtf8(commandLine(state.image()));
    Descriptor commandLineBlob = blobs.putDocument(COMMAND_LINE_TYPE, commandLine);
    return new LayersSigned(
        new StepMark(id(state), now),
        image,
        blobs.putDocument(SignatureList.MEDIA_TYPE, list).digest(),
        commandLineBlob.digest(),
        referrer(parts, BUNDLES_ARTIFACT, bundles),
        referrer(parts, BOOT_ARTIFACT, List.of(commandLineBlob)));
  }

  /** What the specification says, then the image's name and what opens its root. */
  public static String commandLine(ImageBuilt image) {
    return (image.commandLine()
            + " plimsoll.image="
            + image.image()
            + " plimsoll.roothash="
            + image.rootHash()
            + " plimsoll.hashoffset="
            + image.hashOffset())
        .strip();
  }

  private void keep(
      List<Item> items, List<Descriptor> bundles, Digest subject, Kind kind, Bundle bundle)
      throws IOException {
    Descriptor blob = blobs.putDocument(Bundle.MEDIA_TYPE, bundle.encode());
    items.add(new Item(subject, kind, blob.digest()));
    bundles.add(
        new Descriptor(
            Bundle.MEDIA_TYPE,
            blob.digest(),
            blob.size(),
            Map.of(SUBJECT, subject.toString(), KIND, kind.wire())));
  }

  private Digest referrer(ImageParts parts, String artifactType, List<Descriptor> layers)
      throws IOException {
    Manifest manifest =
        new Manifest(
            Optional.of(artifactType),
            blobs.putDocument(EMPTY_TYPE, EMPTY),
            layers,
            Optional.of(
                Descriptor.of(Manifest.MEDIA_TYPE, parts.bytes().digest(), parts.bytes().size())),
            Map.of());
    return blobs.putDocument(Manifest.MEDIA_TYPE, manifest.encode()).digest();
  }

  private static Digest id(Decided state) {
    return StepId.of(
        NAME,
        JsonObject.builder()
            .put("image", state.image().image().toString())
            .put("record", state.verdict().record().toString())
            .build());
  }
}
