package dev.plimsoll.pipeline.step;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.kernel.audit.KernelSubject;
import dev.plimsoll.kernel.audit.KernelSubject.Surface;
import dev.plimsoll.pipeline.BlobStore;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.RunEvent.ImageBuilt;
import dev.plimsoll.pipeline.RunEvent.KernelAudited;
import dev.plimsoll.pipeline.RunEvent.StepMark;
import dev.plimsoll.pipeline.RunState.Built;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.PolicyLibrary;
import dev.plimsoll.policy.PolicyRef;
import dev.plimsoll.policy.Target;
import dev.plimsoll.policy.Verdict;
import dev.plimsoll.policy.facts.TreeFactsDocument;
import dev.plimsoll.policy.tree.TreeAudit;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges the kernel configuration and the command line of the image, and what the lint saw in its
 * root. The report is evidence; its subject is the image's digest.
 */
public final class AuditKernel {
  static final String NAME = "audit/2";
  public static final String REPORT_TYPE = "application/vnd.plimsoll.audit-report.v1+json";

  private static final String TREE = "tree";

  private final KernelAuditor auditor;
  private final TreeAudit trees = new TreeAudit();
  private final PolicyLibrary library;
  private final BlobStore blobs;

  public AuditKernel(KernelAuditor auditor, PolicyLibrary library, BlobStore blobs) {
    this.auditor = auditor;
    this.library = library;
    this.blobs = blobs;
  }

  public RunEvent run(Built state, Instant now) throws IOException, FormatException {
    List<Policy> policies = new ArrayList<>();
    for (String name : state.request().policies()) {
      policies.add(library.load(name));
    }
    ImageBuilt image = state.image();
    AuditReport report = report(image, policies);
    Digest stored = blobs.putDocument(REPORT_TYPE, report.encode()).digest();
    return new KernelAudited(new StepMark(id(image, policies), now), image.image(), stored);
  }

  /** The policies keep their order; each judges what it is for. */
  private AuditReport report(ImageBuilt image, List<Policy> policies)
      throws IOException, FormatException {
    List<Policy> ofTree = policies.stream().filter(p -> p.target() == Target.TREE).toList();
    List<Policy> others = policies.stream().filter(p -> p.target() != Target.TREE).toList();
    AuditReport kernel = auditor.audit(subject(image), others);
    if (ofTree.isEmpty()) {
      return kernel;
    }
    List<String> notAssessed = new ArrayList<>(kernel.verdict().notAssessed());
    List<Finding> findings = new ArrayList<>(kernel.verdict().findings());
    if (image.facts().isPresent()) {
      Digest facts = image.facts().get();
      findings.addAll(
          trees.judge(
              TreeFactsDocument.parse("facts " + facts, blobs.readDocument(facts)), ofTree));
    } else {
      findings.addAll(trees.withoutFacts(ofTree));
      notAssessed.add(TREE);
    }
    List<PolicyRef> refs = policies.stream().map(Policy::ref).toList();
    return new AuditReport(kernel.subject(), Verdict.of(refs, findings, notAssessed));
  }

  private KernelSubject subject(ImageBuilt image) throws IOException, FormatException {
    Optional<Descriptor> config = ImageParts.load(blobs, image.image()).kernelConfig();
    Optional<Surface> configText = Optional.empty();
    if (config.isPresent()) {
      configText =
          Optional.of(
              new Surface(image.kernelConfigWhere(), blobs.readDocument(config.get().digest())));
    }
    return new KernelSubject(
        image.image().toString(),
        configText,
        Optional.of(
            new Surface(image.commandLineAt().toString(), Bytes.ofUtf8(image.commandLine()))),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Digest id(ImageBuilt image, List<Policy> policies) {
    return StepId.of(
        NAME,
        JsonObject.builder()
            .put("image", image.image().toString())
            .putIfPresent("facts", image.facts().map(Digest::toString))
            .put("commandLineAt", image.commandLineAt().toString())
            .putStrings(
                "policies", policies.stream().map(p -> p.ref().digest().toString()).toList())
            .build());
  }
}
