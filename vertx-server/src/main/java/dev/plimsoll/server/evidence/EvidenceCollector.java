package dev.plimsoll.server.evidence;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.PlimsollVersion;
import dev.plimsoll.formats.boot.BootVerdict;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.pipeline.BootVerdictRow;
import dev.plimsoll.pipeline.Catalog;
import dev.plimsoll.pipeline.Catalog.ImageDetail;
import dev.plimsoll.pipeline.Catalog.RunDetail;
import dev.plimsoll.pipeline.Catalog.SignedItem;
import dev.plimsoll.pipeline.Catalog.StepState;
import dev.plimsoll.pipeline.Catalog.StepView;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunStatus;
import dev.plimsoll.pipeline.RunStore.ReleaseRow;
import dev.plimsoll.pipeline.StoredEvent;
import dev.plimsoll.pipeline.step.ImageParts;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.report.RunEvidence;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a finished run's evidence back from the stores, every blob compared with its digest.
 * Blocking; thread-safe.
 */
public final class EvidenceCollector {
  private static final int MAX_BOOTS = 1000; // newest rows in a report

  private final Catalog catalog;
  private final List<NamedKey> keys;

  /** A public key and what it is for. */
  public record NamedKey(String role, VerifyingKey key) {}

  /**
   * Collects from {@code catalog}.
   *
   * @param keys that the service signs with
   */
  public EvidenceCollector(Catalog catalog, List<NamedKey> keys) {
    this.catalog = catalog;
    this.keys = List.copyOf(keys);
  }

  /** The evidence; empty when there is no such run or it is not over. */
  public Optional<RunEvidence> collect(RunId id) throws IOException, FormatException {
    Optional<RunDetail> found = catalog.run(id);
    if (found.isEmpty() || !found.get().state().status().isFinal()) {
      return Optional.empty();
    }
    RunDetail run = found.get();
    RunEvidence.Builder evidence =
        RunEvidence.builder(
            id.value(),
            PlimsollVersion.CURRENT,
            new RunEvidence.Image(run.row().name(), run.row().image()));
    evidence.ended(outcome(run), run.row().reason());
    evidence.period(run.row().requestedAt(), run.row().changedAt());
    steps(run, evidence);
    Optional<AuditReport> report = catalog.report(id);
    report.ifPresent(evidence::audit);
    keys.forEach(
        k ->
            evidence.key(
                new RunEvidence.PublicKey(k.key().keyId(), k.role(), k.key().toPem().utf8())));
    if (run.row().image().isPresent()) {
      image(run.row().image().get(), run.state().status(), evidence);
    }
    Optional<StoredEvent> head = catalog.lastEvent();
    head.ifPresent(e -> evidence.chain(new RunEvidence.ChainHead(e.digest(), e.number())));
    return Optional.of(evidence.build());
  }

  private static RunEvidence.Outcome outcome(RunDetail run) {
    return switch (run.state().status()) {
      case PUBLISHED -> RunEvidence.Outcome.PUBLISHED;
      case REJECTED -> RunEvidence.Outcome.REJECTED;
      case CANCELLED -> RunEvidence.Outcome.CANCELLED;
      case FAILED, QUEUED, BUILDING, AUDITING, DECIDING, SIGNING, PUBLISHING ->
          RunEvidence.Outcome.FAILED;
    };
  }

  private static void steps(RunDetail run, RunEvidence.Builder evidence) {
    for (StepView s : run.steps()) {
      if (s.state() == StepState.DONE) {
        evidence.step(
            new RunEvidence.Step(
                s.name(),
                s.startedAt().orElseThrow(),
                s.finishedAt().orElseThrow(),
                s.output().stream().toList()));
      }
    }
  }

  private void image(Digest digest, RunStatus status, RunEvidence.Builder evidence)
      throws IOException, FormatException {
    Optional<ImageDetail> image = catalog.image(digest);
    if (image.isEmpty()) {
      return;
    }
    // Another run may have published the same image; its signatures are not those of a run that was
    // rejected, which signed nothing.
    if (status == RunStatus.PUBLISHED) {
      signatures(image.get(), evidence);
    }
    List<BootVerdictRow> boots =
        new ArrayList<>(catalog.latestVerdicts(Optional.of(digest), Optional.empty(), MAX_BOOTS));
    for (BootVerdictRow row : boots.reversed()) {
      evidence.bootVerdict(boot(row));
    }
    for (ReleaseRow r : catalog.releases(digest)) {
      evidence.release(new RunEvidence.Release(r.role(), r.epoch(), r.at()));
    }
    image
        .get()
        .revocation()
        .ifPresent(
            r -> evidence.revoked(new RunEvidence.Revocation(r.at(), r.reason(), r.epoch())));
  }

  private void signatures(ImageDetail image, RunEvidence.Builder evidence)
      throws IOException, FormatException {
    Digest digest = image.row().digest();
    Map<Digest, String> titles = new HashMap<>();
    titles.put(digest, image.row().name());
    for (Descriptor layer : catalog.manifest(digest).layers()) {
      titles.put(layer.digest(), ImageParts.title(layer));
    }
    for (SignedItem item : catalog.bundles(image.row())) {
      evidence.signature(signature(item, titles));
    }
  }

  private RunEvidence.Signature signature(SignedItem item, Map<Digest, String> titles)
      throws FormatException {
    Bundle bundle = Bundle.parse("bundle " + item.item().digest(), item.bundle());
    RunEvidence.Signature.Kind kind =
        switch (item.item().kind()) {
          case LAYER -> RunEvidence.Signature.Kind.LAYER;
          case IMAGE -> RunEvidence.Signature.Kind.IMAGE;
          case PROVENANCE -> RunEvidence.Signature.Kind.PROVENANCE;
          case VSA -> RunEvidence.Signature.Kind.VSA;
        };
    RunEvidence.Signature.Form form =
        switch (bundle.content()) {
          case Bundle.MessageSignature m -> RunEvidence.Signature.Form.MESSAGE;
          case Bundle.DsseEnvelope d -> RunEvidence.Signature.Form.DSSE;
        };
    return new RunEvidence.Signature(
        item.item().subject(),
        titles.getOrDefault(item.item().subject(), ""),
        kind,
        form,
        dev.plimsoll.formats.Bytes.parseBase64(bundle.keyHint()).hex(),
        item.item().digest());
  }

  private static RunEvidence.BootRow boot(BootVerdictRow row) {
    return new RunEvidence.BootRow(
        row.time(),
        row.host(),
        row.image(),
        row.verdict().equals(BootVerdict.Decision.ALLOW.wire())
            ? BootVerdict.Decision.ALLOW
            : BootVerdict.Decision.DENY,
        row.reasons(),
        row.count());
  }
}
