package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.kconfig.KconfigTables;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.CheckEngine;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.PolicyLibrary;
import dev.plimsoll.policy.PolicyRef;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Target;
import dev.plimsoll.policy.Verdict;
import dev.plimsoll.policy.tree.TreeAudit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Judges a {@link KernelSubject} by policies whose target is {@code kernel}.
 *
 * <p>Thread-safe. Policies are compiled once and kept by digest, tables of kernels' options are
 * read when they are first needed, and then kept: hold one instance.
 */
public final class KernelAudit implements CheckEngine {
  private static final int MAX_KEPT = 64;

  private final OptionHistory history = OptionHistory.shipped();
  private final KconfigTables tables;
  private final Map<Digest, CompiledPolicy> compiled = new ConcurrentHashMap<>();

  /** With the tables of kernels' options that come with the program. */
  public KernelAudit() {
    this(KconfigTables.shipped());
  }

  /**
   * @param tables of kernels' options; findings about a kernel without one say less
   */
  public KernelAudit(KconfigTables tables) {
    this.tables = tables;
  }

  /** The shipped packs and the file system, with kernel and tree rules verified at load time. */
  public static PolicyLibrary policies() {
    return PolicyLibrary.shipped().checkedBy(new KernelAudit()).checkedBy(new TreeAudit());
  }

  /** Names of architectures that a subject may have, with their other spellings; sorted. */
  public static List<String> architectures() {
    return Architecture.names();
  }

  @Override
  public Target target() {
    return Target.KERNEL;
  }

  @Override
  public void verify(Policy policy) throws FormatException {
    CompiledPolicy.of(policy);
  }

  /**
   * The report has a finding for every rule of every policy whose surface was given or is required.
   *
   * @throws FormatException when an input cannot be read as what it should be, or a policy is not
   *     for kernels or wrong ({@code file:line:column: …})
   */
  public AuditReport audit(KernelSubject subject, List<Policy> policies) throws FormatException {
    List<CompiledPolicy> ready = new ArrayList<>();
    List<PolicyRef> refs = new ArrayList<>();
    for (Policy p : policies) {
      ready.add(compiled(p));
      refs.add(p.ref());
    }
    KernelInput input = KernelInput.read(subject, history, tables);
    List<Finding> findings = new ArrayList<>();
    Set<Surface> asked = EnumSet.noneOf(Surface.class);
    try {
      for (CompiledPolicy p : ready) {
        judge(p, input, findings);
        p.rules().forEach(r -> asked.addAll(r.surfaces()));
      }
    } catch (LazyKnowledge.BrokenTable e) {
      throw e.reason();
    }
    return new AuditReport(subject.name(), Verdict.of(refs, findings, input.notAssessed(asked)));
  }

  KernelView view(KernelSubject subject) throws FormatException {
    return KernelInput.read(subject, history, tables).view();
  }

  KconfigTables tables() {
    return tables;
  }

  OptionHistory history() {
    return history;
  }

  CompiledPolicy compiled(Policy policy) throws FormatException {
    if (policy.target() != Target.KERNEL) {
      throw new FormatException(
          "policy "
              + FormatException.quote(policy.ref().name())
              + " is for target "
              + policy.target().wire()
              + ", not kernel");
    }
    Optional<CompiledPolicy> kept = Optional.ofNullable(compiled.get(policy.ref().digest()));
    if (kept.isPresent()) {
      return kept.get();
    }
    CompiledPolicy fresh = CompiledPolicy.of(policy);
    if (compiled.size() >= MAX_KEPT) {
      compiled.clear();
    }
    compiled.put(policy.ref().digest(), fresh);
    return fresh;
  }

  /** A rule that yields to others is asked only where none of them applies. */
  private static void judge(CompiledPolicy p, KernelInput input, List<Finding> findings) {
    input.unreadable(p.policy()).ifPresent(findings::add);
    Set<String> decided = new HashSet<>();
    for (RuleJudge rule : p.rules()) {
      if (rule.rule().origin().yieldsTo().stream().anyMatch(decided::contains)) {
        continue;
      }
      Optional<Surface> absent = Optional.empty();
      for (Surface s : rule.surfaces()) {
        if (!input.view().given(s)) {
          absent = Optional.of(s);
        }
      }
      if (absent.isEmpty()) {
        Finding finding = rule.judge(input.view());
        findings.add(finding);
        if (finding.status() != Status.NOT_APPLICABLE) {
          decided.add(finding.ruleId());
        }
      } else if (p.policy().requires().contains(absent.get().wire())) {
        findings.add(rule.missing(absent.get()));
      }
    }
  }
}
