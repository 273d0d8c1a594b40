package dev.plimsoll.report;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.boot.BootVerdict;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.PolicyRef;
import dev.plimsoll.policy.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * All that is known of one run, as plain values: the complete input of every renderer. Whoever
 * fills it vouches for it; renderers trust nothing in it to be free of markup.
 *
 * @param run the run's id, a UUIDv7 (RFC 9562 §5.7)
 * @param toolVersion version of the Plimsoll that made the evidence
 * @param image what was built; without digest when the build itself failed
 * @param reason why the run was rejected or failed, one line; empty when published
 * @param audits one per audited subject; empty when the run ended before the audit
 * @param steps in the order they ran
 * @param bootVerdicts rows as recorded, oldest first
 * @param chain head of the event log when the evidence was collected
 */
public record RunEvidence(
    UUID run,
    String toolVersion,
    Image image,
    Outcome outcome,
    String reason,
    Instant startedAt,
    Instant finishedAt,
    List<Step> steps,
    List<AuditReport> audits,
    List<Signature> signatures,
    List<PublicKey> keys,
    List<BootRow> bootVerdicts,
    List<Release> releases,
    Optional<Revocation> revocation,
    ChainHead chain) {
  public RunEvidence {
    steps = List.copyOf(steps);
    audits = List.copyOf(audits);
    signatures = List.copyOf(signatures);
    keys = List.copyOf(keys);
    bootVerdicts = List.copyOf(bootVerdicts);
    releases = List.copyOf(releases);
  }

  /** The image that the run made, or was to make. */
  public record Image(String name, Optional<Digest> digest) {}

  /** How a run ended. */
  public enum Outcome {
    PUBLISHED,
    REJECTED,
    FAILED,
    CANCELLED;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One finished step.
   *
   * @param evidence digests of the blobs that the step left
   */
  public record Step(String name, Instant startedAt, Instant finishedAt, List<Digest> evidence) {
    public Step {
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * One Sigstore bundle in the store.
   *
   * @param subject digest of what was signed: a layer, the image manifest
   * @param title what the subject is for people
   * @param keyId lower hex SHA-256 of the SubjectPublicKeyInfo
   * @param bundle digest of the bundle's own bytes
   */
  public record Signature(
      Digest subject, String title, Kind kind, Form form, String keyId, Digest bundle) {
    /** What the signature is about. */
    public enum Kind {
      LAYER,
      IMAGE,
      PROVENANCE,
      VSA;

      public String wire() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    /** Over which bytes: the artifact's own, or the DSSE pre-authentication encoding. */
    public enum Form {
      MESSAGE,
      DSSE
    }
  }

  /**
   * A public key that signatures of the run name.
   *
   * @param role what the key is for, e.g. {@code signing}
   * @param pem SubjectPublicKeyInfo, PEM
   */
  public record PublicKey(String keyId, String role, String pem) {}

  /**
   * Boot verdicts of one host, or several alike.
   *
   * @param reasons stable strings; empty when allowed
   * @param count how many answers the row stands for, at least 1
   */
  public record BootRow(
      Instant time,
      String host,
      Digest image,
      BootVerdict.Decision decision,
      List<String> reasons,
      long count) {
    public BootRow {
      reasons = List.copyOf(reasons);
    }
  }

  /** The image was released to the hosts of a role. */
  public record Release(String role, long epoch, Instant issuedAt) {}

  /** The image was revoked; {@code epoch} is the verdicts' epoch that this raised. */
  public record Revocation(Instant at, String reason, long epoch) {}

  /** Digest of the last event and how many there are up to it. */
  public record ChainHead(Digest digest, long count) {}

  /** Starts from what every run has; lists are empty until added. */
  public static Builder builder(UUID run, String toolVersion, Image image) {
    return new Builder(run, toolVersion, image);
  }

  /** Every policy that decided, each once, in the order of the audits. */
  public List<PolicyRef> policies() {
    return audits.stream().flatMap(a -> a.verdict().policies().stream()).distinct().toList();
  }

  public List<Finding> findings() {
    return audits.stream().flatMap(a -> a.verdict().findings().stream()).toList();
  }

  public List<String> notAssessed() {
    return audits.stream().flatMap(a -> a.verdict().notAssessed().stream()).distinct().toList();
  }

  /**
   * What the policies said together: deny when any audit denies; empty when nothing was audited.
   */
  public Optional<Verdict.Decision> decision() {
    if (audits.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        audits.stream().allMatch(a -> a.verdict().decision() == Verdict.Decision.ALLOW)
            ? Verdict.Decision.ALLOW
            : Verdict.Decision.DENY);
  }

  /** Puts evidence together; not thread-safe. */
  public static final class Builder {
    private final UUID run;
    private final String toolVersion;
    private final Image image;
    private Outcome outcome = Outcome.FAILED;
    private String reason = "the run did not finish";
    private Instant startedAt = Instant.EPOCH;
    private Instant finishedAt = Instant.EPOCH;
    private ChainHead chain = new ChainHead(new Digest("0".repeat(64)), 0);
    private Optional<Revocation> revocation = Optional.empty();
    private final List<Step> steps = new ArrayList<>();
    private final List<AuditReport> audits = new ArrayList<>();
    private final List<Signature> signatures = new ArrayList<>();
    private final List<PublicKey> keys = new ArrayList<>();
    private final List<BootRow> bootVerdicts = new ArrayList<>();
    private final List<Release> releases = new ArrayList<>();

    private Builder(UUID run, String toolVersion, Image image) {
      this.run = run;
      this.toolVersion = toolVersion;
      this.image = image;
    }

    public Builder ended(Outcome how, String why) {
      this.outcome = how;
      this.reason = why;
      return this;
    }

    public Builder period(Instant from, Instant to) {
      this.startedAt = from;
      this.finishedAt = to;
      return this;
    }

    public Builder step(Step step) {
      steps.add(step);
      return this;
    }

    public Builder audit(AuditReport audit) {
      audits.add(audit);
      return this;
    }

    public Builder signature(Signature signature) {
      signatures.add(signature);
      return this;
    }

    public Builder key(PublicKey key) {
      keys.add(key);
      return this;
    }

    public Builder bootVerdict(BootRow row) {
      bootVerdicts.add(row);
      return this;
    }

    public Builder release(Release release) {
      releases.add(release);
      return this;
    }

    public Builder revoked(Revocation how) {
      this.revocation = Optional.of(how);
      return this;
    }

    public Builder chain(ChainHead head) {
      this.chain = head;
      return this;
    }

    public RunEvidence build() {
      return new RunEvidence(
          run,
          toolVersion,
          image,
          outcome,
          reason,
          startedAt,
          finishedAt,
          steps,
          audits,
          signatures,
          keys,
          bootVerdicts,
          releases,
          revocation,
          chain);
    }
  }
}
