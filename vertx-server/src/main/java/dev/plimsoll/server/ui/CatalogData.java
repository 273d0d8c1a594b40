package dev.plimsoll.server.ui;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.pipeline.BootVerdictRow;
import dev.plimsoll.pipeline.Catalog;
import dev.plimsoll.pipeline.Catalog.ImageDetail;
import dev.plimsoll.pipeline.Catalog.RunDetail;
import dev.plimsoll.pipeline.Catalog.SignedItem;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunStore.RunRow;
import dev.plimsoll.pipeline.SignatureList;
import dev.plimsoll.verifier.BundleVerifier;
import dev.plimsoll.verifier.VerificationException;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pipeline's catalog as the dashboard sees it. A tick beside a layer means that its bundle was
 * verified for this very page with one of {@code keys}, not that some signature exists.
 */
public final class CatalogData implements DashboardData {
  private final Catalog catalog;
  private final List<VerifyingKey> keys;

  /**
   * @param keys public keys that may have signed layers, images, provenance and verdict summaries
   */
  public CatalogData(Catalog catalog, List<VerifyingKey> keys) {
    this.catalog = catalog;
    this.keys = List.copyOf(keys);
  }

  @Override
  public List<RunRow> runs(int limit) throws IOException {
    return catalog.runs(Optional.empty(), limit);
  }

  @Override
  public List<ImageDetail> images(int limit) throws IOException {
    return catalog.images(Optional.empty(), limit);
  }

  @Override
  public List<BootVerdictRow> boots(Optional<Digest> image, Optional<String> host, int limit)
      throws IOException {
    return catalog.latestVerdicts(image, host, limit);
  }

  @Override
  public Optional<RunView> run(RunId id) throws IOException, FormatException {
    Optional<RunDetail> detail = catalog.run(id);
    return detail.isEmpty()
        ? Optional.empty()
        : Optional.of(new RunView(detail.get().row(), detail.get().steps(), catalog.report(id)));
  }

  @Override
  public Optional<ImageView> image(Digest digest) throws IOException, FormatException {
    Optional<ImageDetail> image = catalog.image(digest);
    if (image.isEmpty()) {
      return Optional.empty();
    }
    Map<Digest, Signed> ofLayers = new HashMap<>();
    List<Signed> statements = new ArrayList<>();
    for (SignedItem item : catalog.bundles(image.get().row())) {
      Signed signed =
          new Signed(item.item().kind(), item.item().subject(), item.item().digest(), check(item));
      if (signed.kind() == SignatureList.Kind.LAYER) {
        ofLayers.put(signed.subject(), signed);
      } else {
        statements.add(signed);
      }
    }
    List<Part> parts = new ArrayList<>();
    for (Descriptor layer : catalog.manifest(digest).layers()) {
      parts.add(new Part(layer, Optional.ofNullable(ofLayers.get(layer.digest()))));
    }
    return Optional.of(new ImageView(image.get(), parts, statements));
  }

  private Check check(SignedItem item) {
    Digest subject = item.item().subject();
    try {
      Bundle bundle = Bundle.parse("bundle " + item.item().digest(), item.bundle());
      String why = "no key of this service is known";
      for (VerifyingKey key : keys) {
        try {
          verify(bundle, subject, key);
          return new Check.Verified(key.keyId());
        } catch (VerificationException e) {
          why = String.valueOf(e.getMessage());
        }
      }
      return new Check.Refused(why);
    } catch (FormatException e) {
      return new Check.Refused("unreadable: " + e.getMessage());
    }
  }

  private static void verify(Bundle bundle, Digest subject, VerifyingKey key)
      throws VerificationException {
    switch (bundle.content()) {
      case Bundle.MessageSignature m -> BundleVerifier.verifyArtifact(bundle, subject, key);
      case Bundle.DsseEnvelope d -> BundleVerifier.verifyStatement(bundle, subject, key);
    }
  }
}
