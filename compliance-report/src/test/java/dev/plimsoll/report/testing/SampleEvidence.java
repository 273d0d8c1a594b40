package dev.plimsoll.report.testing;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.boot.BootVerdict.Decision;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.ControlRef;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Mode;
import dev.plimsoll.policy.PolicyRef;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Severity;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Verdict;
import dev.plimsoll.report.RunEvidence;
import dev.plimsoll.report.RunEvidence.BootRow;
import dev.plimsoll.report.RunEvidence.ChainHead;
import dev.plimsoll.report.RunEvidence.Image;
import dev.plimsoll.report.RunEvidence.Outcome;
import dev.plimsoll.report.RunEvidence.PublicKey;
import dev.plimsoll.report.RunEvidence.Release;
import dev.plimsoll.report.RunEvidence.Signature;
import dev.plimsoll.report.RunEvidence.Signature.Form;
import dev.plimsoll.report.RunEvidence.Signature.Kind;
import dev.plimsoll.report.RunEvidence.Step;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Runs as the service would tell of them; every digest is that of the name it stands for. */
public final class SampleEvidence {
  public static final UUID RUN = UUID.fromString("01936f0e-7c3a-7b21-9d55-2f8e6a4c1b70");
  public static final Instant START = Instant.parse("2026-02-03T09:15:02.250Z");
  private static final String CONFIG =
      "deb:linux-image-6.1.0-42-cloud-amd64!boot/config-6.1.0-42-cloud-amd64";
  private static final String KEY_ID = digest("signing key").hex();

  /** TEST ONLY: a P-256 public key whose private half was thrown away. */
  public static final String PEM =
      """
      -----BEGIN PUBLIC KEY-----
      MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt
      6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==
      -----END PUBLIC KEY-----
      """;

  private static final PolicyRef BASELINE =
      new PolicyRef("baseline", "1.0.0", digest("baseline policy"), Mode.ENFORCE);
  private static final PolicyRef HARDENING =
      new PolicyRef("kernel-hardening", "1.2.0", digest("hardening policy"), Mode.WARN);

  private SampleEvidence() {}

  /** The digest of {@code name}'s UTF-8 bytes. */
  public static Digest digest(String name) {
    return Bytes.ofUtf8(name).digest();
  }

  public static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }

  /** Published, released, booted twice and refused once; findings of every status and result. */
  public static RunEvidence published() {
    RunEvidence.Builder b =
        RunEvidence.builder(RUN, "0.1.0", new Image("quickstart", Optional.of(digest("manifest"))))
            .ended(Outcome.PUBLISHED, "")
            .period(START, at(74))
            .audit(audit(Verdict.Decision.ALLOW, findings()))
            .step(step("build", 0, 41, "manifest"))
            .step(step("audit", 41, 42, "audit report"))
            .step(step("decide", 42, 43, "verdict"))
            .step(step("sign", 43, 52, "bundles"))
            .step(step("publish", 52, 74, "targets.json"))
            .key(new PublicKey(KEY_ID, "signing", PEM))
            .key(new PublicKey(digest("vsa key").hex(), "auditor-vsa", PEM))
            .release(new Release("default", 7, at(90)))
            .chain(new ChainHead(digest("event 31"), 31));
    for (String layer : List.of("kernel", "initramfs[0] stage-1", "root", "services[0] uname")) {
      b.signature(signature(layer, Kind.LAYER, Form.MESSAGE));
    }
    return b.signature(signature("manifest", Kind.IMAGE, Form.DSSE))
        .signature(signature("provenance", Kind.PROVENANCE, Form.DSSE))
        .signature(signature("vsa", Kind.VSA, Form.DSSE))
        .bootVerdict(boot(130, "rack1-node07", Decision.ALLOW, List.of(), 1))
        .bootVerdict(boot(131, "rack1-node08", Decision.ALLOW, List.of(), 1))
        .bootVerdict(boot(300, "lab-3", Decision.DENY, List.of("roothash-mismatch"), 12))
        .build();
  }

  /** The gate said no: nothing was signed. */
  public static RunEvidence rejected() {
    Finding mitigations =
        new Finding(
            "PLB-002",
            "baseline",
            "CPU mitigations stay on",
            Severity.CRITICAL,
            Status.FAIL,
            Result.FAIL,
            "cmdline",
            "mitigations",
            "off",
            "not off",
            "image.yml:3:12",
            "mitigations=off switches every CPU mitigation off",
            "remove mitigations=off from kernel.cmdline",
            List.of(new ControlRef("NIST SP 800-53", "SI-16", "r5")));
    return RunEvidence.builder(
            RUN, "0.1.0", new Image("quickstart", Optional.of(digest("rejected manifest"))))
        .ended(Outcome.REJECTED, "baseline: PLB-002 failed: mitigations=off (image.yml:3:12)")
        .period(START, at(43))
        .audit(audit(Verdict.Decision.DENY, List.of(mitigations)))
        .step(step("build", 0, 41, "rejected manifest"))
        .step(step("audit", 41, 42, "audit report"))
        .step(step("decide", 42, 43, "verdict"))
        .chain(new ChainHead(digest("event 9"), 9))
        .build();
  }

  /** Ended before anything could be audited. */
  public static RunEvidence failed() {
    return RunEvidence.builder(RUN, "0.1.0", new Image("quickstart", Optional.empty()))
        .ended(Outcome.FAILED, "image.yml:7:5: deb:linux-imagge: apt knows no such package")
        .period(START, at(3))
        .chain(new ChainHead(digest("event 2"), 2))
        .build();
  }

  /** One finding whose every text is {@code text}. */
  public static RunEvidence hostile(String text) {
    Finding f =
        new Finding(
            text,
            text,
            text,
            Severity.HIGH,
            Status.FAIL,
            Result.FAIL,
            text,
            text,
            text,
            text,
            text,
            text,
            text,
            List.of(new ControlRef(text, text, text)));
    PolicyRef policy = new PolicyRef(text, text, digest("p"), Mode.ENFORCE);
    return RunEvidence.builder(RUN, text, new Image(text, Optional.of(digest("manifest"))))
        .ended(Outcome.REJECTED, text)
        .period(START, at(1))
        .audit(
            new AuditReport(
                text,
                new Verdict(Verdict.Decision.DENY, List.of(policy), List.of(f), List.of(text))))
        .step(new Step(text, START, at(1), List.of(digest("e"))))
        .signature(new Signature(digest("s"), text, Kind.LAYER, Form.MESSAGE, text, digest("b")))
        .key(new PublicKey(text, text, text))
        .bootVerdict(boot(1, text, Decision.DENY, List.of(text), 1))
        .release(new Release(text, 1, START))
        .revoked(new RunEvidence.Revocation(START, text, 2))
        .build();
  }

  public static AuditReport audit(Verdict.Decision decision, List<Finding> findings) {
    return new AuditReport(
        "quickstart",
        new Verdict(decision, List.of(BASELINE, HARDENING), findings, List.of("sysctl", "host")));
  }

  public static List<Finding> findings() {
    return List.of(
        finding(
            "PLB-001",
            BASELINE,
            "Writable memory is never executable",
            Severity.CRITICAL,
            Status.PASS,
            "CONFIG_STRICT_KERNEL_RWX",
            "y",
            "y",
            412,
            "",
            "SI-16",
            "R15"),
        finding(
            "PLB-002",
            BASELINE,
            "CPU mitigations stay on",
            Severity.CRITICAL,
            Status.PASS,
            "mitigations",
            "",
            "not off",
            0,
            "",
            "SI-16",
            ""),
        finding(
            "PLH-015",
            HARDENING,
            "Stack canaries on every function that has an array",
            Severity.HIGH,
            Status.PASS,
            "CONFIG_STACKPROTECTOR_STRONG",
            "y",
            "y",
            388,
            "",
            "SI-16",
            "R15"),
        finding(
            "PLH-018",
            HARDENING,
            "Only signed modules load",
            Severity.HIGH,
            Status.FAIL,
            "CONFIG_MODULE_SIG_FORCE",
            "is not set",
            "y",
            701,
            "set CONFIG_MODULE_SIG_FORCE=y, or lockdown=integrity on the command line",
            "SI-7(15)",
            "R18"),
        finding(
            "PLH-021",
            HARDENING,
            "Freed stack is wiped",
            Severity.MEDIUM,
            Status.BLOCKED,
            "CONFIG_GCC_PLUGIN_STACKLEAK",
            "",
            "y",
            0,
            "build with GCC plugins (CONFIG_GCC_PLUGINS=y)",
            "SI-16",
            "R21"),
        finding(
            "PLH-022",
            HARDENING,
            "Heap memory is zeroed on allocation",
            Severity.MEDIUM,
            Status.FAIL,
            "CONFIG_INIT_ON_ALLOC_DEFAULT_ON",
            "is not set",
            "y",
            5120,
            "set CONFIG_INIT_ON_ALLOC_DEFAULT_ON=y, or init_on_alloc=1 on the command line",
            "SI-16",
            "R17"),
        finding(
            "PLH-030",
            HARDENING,
            "Kernel pointers are hashed per boot",
            Severity.LOW,
            Status.UNAVAILABLE,
            "CONFIG_RANDOMIZE_KSTACK_OFFSET",
            "",
            "y",
            0,
            "use Linux 5.13 or later",
            "",
            ""),
        finding(
            "PLH-031",
            HARDENING,
            "No legacy vsyscall page",
            Severity.MEDIUM,
            Status.SUPERSEDED,
            "CONFIG_LEGACY_VSYSCALL_EMULATE",
            "",
            "n",
            0,
            "",
            "CM-7",
            "R15"),
        finding(
            "PLH-040",
            HARDENING,
            "Kernel memory is not readable through /dev/mem",
            Severity.HIGH,
            Status.UNKNOWN,
            "CONFIG_STRICT_DEVMEM",
            "",
            "y",
            0,
            "give the audit a complete configuration",
            "CM-7",
            ""),
        finding(
            "PLH-041",
            HARDENING,
            "No kexec of unsigned kernels",
            Severity.HIGH,
            Status.WAIVED,
            "CONFIG_KEXEC",
            "y",
            "n",
            201,
            "set CONFIG_KEXEC=n",
            "CM-6(1)",
            ""),
        finding(
            "PLH-050",
            HARDENING,
            "ARM pointer authentication",
            Severity.INFO,
            Status.NOT_APPLICABLE,
            "CONFIG_ARM64_PTR_AUTH",
            "",
            "y",
            0,
            "",
            "",
            "R23"));
  }

  @SuppressWarnings("TooManyParameters") // a table row
  private static Finding finding(
      String id,
      PolicyRef policy,
      String title,
      Severity severity,
      Status status,
      String option,
      String observed,
      String wanted,
      int line,
      String remediation,
      String nist,
      String anssi) {
    List<ControlRef> controls = new java.util.ArrayList<>();
    if (!nist.isEmpty()) {
      controls.add(new ControlRef("NIST SP 800-53", nist, "r5"));
    }
    if (!anssi.isEmpty()) {
      controls.add(new ControlRef("ANSSI-BP-028", anssi, "2.0"));
    }
    boolean kconfig = option.startsWith("CONFIG_");
    String seen = observed.isEmpty() ? "absent" : observed;
    return new Finding(
        id,
        policy.name(),
        title,
        severity,
        status,
        Result.of(status, policy.mode()),
        kconfig ? "kconfig" : "cmdline",
        option,
        observed,
        wanted,
        line == 0 ? "absent" : CONFIG + ":" + line,
        option + ": " + seen + ", wanted " + wanted,
        remediation,
        controls);
  }

  private static Step step(String name, long from, long to, String evidence) {
    return new Step(name, at(from), at(to), List.of(digest(evidence)));
  }

  private static Signature signature(String title, Kind kind, Form form) {
    return new Signature(digest(title), title, kind, form, KEY_ID, digest("bundle of " + title));
  }

  private static BootRow boot(
      long seconds, String host, Decision decision, List<String> reasons, long count) {
    return new BootRow(at(seconds), host, digest("manifest"), decision, reasons, count);
  }
}
