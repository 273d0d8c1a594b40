package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.config.KernelConfig;
import dev.plimsoll.kernel.kconfig.Change;
import dev.plimsoll.kernel.kconfig.ConfigDraft;
import dev.plimsoll.kernel.kconfig.ConfigDraft.Outcome;
import dev.plimsoll.kernel.kconfig.Kconfig;
import dev.plimsoll.kernel.kconfig.KconfigArch;
import dev.plimsoll.kernel.kconfig.SymbolTable;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes the fragment that makes a kernel configuration pass policies. A change is taken only when
 * every rule that held still holds, but for milder ones that want the contrary. What the fragment
 * does is judged by the engine, on the configuration that Kconfig makes of it. Not thread-safe.
 */
public final class ConfigFixer {
  private static final int MAX_ROUNDS = 4;

  /** How many side effects of one change may be set right. */
  private static final int MAX_REPAIRS = 12;

  private static final String BUILD_OF_ARCH = "64BIT";

  private final KernelAudit audit;

  public ConfigFixer(KernelAudit audit) {
    this.audit = audit;
  }

  /** A failing rule that can be tried. */
  private record Task(String policy, CompiledRule rule) {
    String key() {
      return policy + "/" + rule.rule().id();
    }
  }

  /** The work on one configuration. */
  private final class Work {
    private final List<Policy> policies;
    private final KernelSubject given;
    private final Map<String, CompiledRule> locks = new LinkedHashMap<>();
    private final Map<String, String> reasons = new HashMap<>();
    private final Map<String, Set<String>> askedBy = new TreeMap<>();
    private ConfigDraft draft;

    Work(KernelSubject given, List<Policy> policies, ConfigDraft draft) {
      this.given = given;
      this.policies = policies;
      this.draft = draft;
    }

    KernelSubject subject() {
      return new KernelSubject(
          given.name(),
          Optional.of(
              new KernelSubject.Surface("fragment on " + given.name(), Bytes.ofUtf8(draft.text()))),
          given.commandLine(),
          given.sysctl(),
          given.host(),
          given.version(),
          given.arch());
    }

    AuditReport judged() throws FormatException {
      return audit.audit(subject(), policies);
    }

    /** Tries every failing rule once; whether anything changed. */
    boolean round() throws FormatException {
      Map<String, Finding> findings = new HashMap<>();
      judged().verdict().findings().forEach(f -> findings.put(f.policy() + "/" + f.ruleId(), f));
      Wishes wishes = new Wishes(audit.view(subject()));
      List<Task> failing = new ArrayList<>();
      for (Task t : tasks()) {
        Optional<Finding> f = Optional.ofNullable(findings.get(t.key()));
        if (f.isPresent() && f.get().result() == Result.PASS) {
          lock(wishes, t);
        } else if (f.isPresent() && wrong(f.get()) && f.get().status() != Status.UNKNOWN) {
          failing.add(t);
        }
      }
      int before = draft.changes().size();
      for (Task t : failing) {
        attempt(wishes, t);
      }
      return draft.changes().size() != before;
    }

    /**
     * Rules with checks, the most severe first; those on other surfaces may rest on options too.
     */
    private List<Task> tasks() throws FormatException {
      List<Task> tasks = new ArrayList<>();
      for (Policy p : policies) {
        for (RuleJudge r : audit.compiled(p).rules()) {
          if (r instanceof CheckJudge c) {
            tasks.add(new Task(p.ref().name(), c.compiled()));
          }
        }
      }
      tasks.sort(Comparator.comparing(t -> t.rule().rule().severity()));
      return tasks;
    }

    /** What holds is to stay so. */
    private void lock(Wishes wishes, Task t) {
      if (wishes.holds(draft, t.rule())) {
        locks.putIfAbsent(t.key(), t.rule());
      }
    }

    private void attempt(Wishes wishes, Task t) {
      Outcome outcome = wishes.satisfy(draft, t.rule());
      switch (outcome) {
        case Outcome.Refused r -> reasons.put(t.key(), r.reason());
        case Outcome.Reached r -> {
          switch (repaired(wishes, t, r.draft())) {
            case Outcome.Refused broken -> reasons.put(t.key(), broken.reason());
            case Outcome.Reached whole -> {
              note(t, whole.draft());
              draft = whole.draft();
              lock(wishes, t);
            }
          }
        }
      }
    }

    /** Sets right what a change did to rules that held; those that are milder may be given up. */
    private Outcome repaired(Wishes wishes, Task task, ConfigDraft next) {
      ConfigDraft whole = next;
      Optional<CompiledRule> first = Optional.empty();
      Set<CompiledRule> givenUp = new LinkedHashSet<>();
      for (int i = 0; i < MAX_REPAIRS; i++) {
        ConfigDraft now = whole;
        Optional<CompiledRule> broken =
            locks.values().stream()
                .filter(l -> !givenUp.contains(l) && !wishes.holds(now, l))
                .findFirst();
        if (broken.isEmpty()) {
          if (!wishes.holds(whole, task.rule())) {
            return refused(wishes, next, first.orElse(task.rule()));
          }
          locks.values().removeAll(givenUp);
          return new Outcome.Reached(whole);
        }
        CompiledRule lock = broken.get();
        first = first.or(() -> Optional.of(lock));
        if (wishes.satisfy(whole, lock) instanceof Outcome.Reached r
            && wishes.holds(r.draft(), lock)
            && wishes.holds(r.draft(), task.rule())) {
          whole = r.draft();
        } else if (lock.rule().severity().compareTo(task.rule().rule().severity()) > 0) {
          givenUp.add(lock);
        } else {
          return refused(wishes, whole, lock);
        }
      }
      return new Outcome.Refused("it would alter too much that other rules rest on");
    }

    private static Outcome refused(Wishes wishes, ConfigDraft draft, CompiledRule lock) {
      String what =
          lock.primary() instanceof Condition.Option o
              ? "CONFIG_"
                  + wishes.named(draft, o.option())
                  + " "
                  + draft.value(wishes.named(draft, o.option())).orElse("n")
              : lock.primary().name() + " unmatched";
      return new Outcome.Refused(
          "it would make "
              + what
              + ", and rule "
              + lock.rule().id()
              + " wants "
              + lock.primary().want().words());
    }

    private void note(Task t, ConfigDraft next) {
      Map<String, String> old = new HashMap<>();
      draft.changes().forEach(c -> old.put(c.name(), c.value()));
      for (Change c : next.changes()) {
        if (!c.value().equals(old.getOrDefault(c.name(), ""))) {
          askedBy.computeIfAbsent(c.name(), k -> new LinkedHashSet<>()).add(t.rule().rule().id());
        }
      }
    }

    FixReport report(AuditReport before, List<Change> lines, List<Change> implied)
        throws FormatException {
      AuditReport after = judged();
      List<FixReport.Left> left = new ArrayList<>();
      for (Finding f : after.verdict().findings()) {
        if (wrong(f)) {
          left.add(new FixReport.Left(f, reason(f)));
        }
      }
      List<FixReport.Line> named = new ArrayList<>();
      for (Change c : lines) {
        named.add(new FixReport.Line(c, List.copyOf(askedBy.getOrDefault(c.name(), Set.of()))));
      }
      Kconfig k = draft.kconfig();
      return new FixReport(k.table().version(), k.arch(), named, implied, before, after, left);
    }

    private String reason(Finding f) {
      if (!f.surface().equals(Surface.KCONFIG.wire())) {
        return f.message() + "; this is no matter of the kernel's configuration";
      }
      return Optional.ofNullable(reasons.get(f.policy() + "/" + f.ruleId()))
          .map(r -> f.option() + ": " + r)
          .orElse(f.message());
    }
  }

  private static boolean wrong(Finding f) {
    return f.result() == Result.FAIL || f.result() == Result.WARN || f.result() == Result.ERROR;
  }

  /**
   * The fewest changes found that make a configuration pass.
   *
   * @throws FormatException when an input is wrong, or there is no table of the kernel's options
   * @throws IOException when a table cannot be read
   */
  public FixReport fix(KernelSubject subject, List<Policy> policies)
      throws FormatException, IOException {
    KernelView view = audit.view(subject);
    Optional<KernelView.Located<KernelConfig>> config = view.config();
    if (config.isEmpty()) {
      throw new FormatException(subject.name(), "no kernel configuration was given");
    }
    Kconfig kconfig =
        kconfig(
            config.get().where(),
            view.version().map(KernelVersion::toString).orElse(""),
            view.arch().orElse(""));
    AuditReport before = audit.audit(subject, policies);
    Work work = new Work(subject, policies, ConfigDraft.of(kconfig, config.get().value()));
    run(work);
    work.draft = work.draft.trimmed();
    return work.report(before, work.draft.changes(), implied(work, config.get().value()));
  }

  /**
   * A fragment from nothing: with every option that the policies look at, so that it passes them by
   * itself, and all that these options need.
   *
   * @param arch {@code x86_64}, {@code arm64}, …
   */
  public FixReport fragment(String version, String arch, List<Policy> policies)
      throws FormatException, IOException {
    Kconfig kconfig = kconfig("--kernel", version, arch);
    ConfigDraft draft = ConfigDraft.blank(kconfig);
    boolean is32 = arch.equals("x86_32") || arch.equals("i386") || arch.equals("i686");
    if (draft.reach(BUILD_OF_ARCH, is32 ? "n" : "y") instanceof Outcome.Reached r
        && kconfig.arch() != KconfigArch.ARM) {
      draft = r.draft();
    }
    KernelSubject nothing =
        new KernelSubject(
            "nothing",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(kconfig.table().version()),
            Optional.of(arch));
    Work work = new Work(nothing, policies, draft);
    AuditReport before = work.judged();
    run(work);
    return work.report(before, explicit(work, work.draft.trimmed()), List.of());
  }

  private static void run(Work work) throws FormatException {
    boolean more = true;
    for (int i = 0; i < MAX_ROUNDS && more; i++) {
      more = work.round();
    }
  }

  private Kconfig kconfig(String where, String version, String arch)
      throws FormatException, IOException {
    Optional<SymbolTable> table = audit.tables().find(version);
    if (table.isEmpty()) {
      throw new FormatException(
          where,
          "no table of the options of Linux "
              + (version.isEmpty() ? "(no version)" : version)
              + "; there are "
              + audit.tables()
              + "; \"plimsoll kconfig import\" makes more");
    }
    return KconfigArch.find(arch)
        .flatMap(table.get()::arch)
        .orElseThrow(
            () ->
                new FormatException(
                    where,
                    "the table of Linux "
                        + table.get().version()
                        + " is not for architecture "
                        + FormatException.quote(arch)
                        + ", it has "
                        + table.get().archs().stream().map(KconfigArch::wire).sorted().toList()));
  }

  /** The changes, and lines for what the rules look at and Kconfig writes anyway. */
  private List<Change> explicit(Work work, ConfigDraft trimmed) throws FormatException {
    Map<String, Change> lines = new TreeMap<>();
    for (Change c : trimmed.changes()) {
      lines.put(c.name(), c);
    }
    Set<String> names = new LinkedHashSet<>(List.of("X86", "X86_64", "X86_32", "64BIT"));
    names.addAll(List.of("ARM64", "ARM", "RISCV", "CC_IS_GCC"));
    names.addAll(mentioned(work));
    Kconfig k = work.draft.kconfig();
    for (String name : names) {
      if (work.draft.written(name)) {
        String value = work.draft.value(name).orElse("n");
        lines.putIfAbsent(name, new Change(name, value, k.type(k.find(name))));
      }
    }
    return List.copyOf(new LinkedHashMap<>(lines).values());
  }

  /** What rules look at and the given configuration has otherwise, without the changes. */
  private List<Change> implied(Work work, KernelConfig given) throws FormatException {
    Set<String> changed = new HashSet<>();
    work.draft.changes().forEach(c -> changed.add(c.name()));
    Kconfig k = work.draft.kconfig();
    Map<String, Change> lines = new TreeMap<>();
    for (String name : mentioned(work)) {
      String made = work.draft.written(name) ? work.draft.value(name).orElse("n") : "n";
      String found = given.findValue("CONFIG_" + name).orElse("n");
      if (!changed.contains(name) && !made.equals(found)) {
        lines.put(name, new Change(name, made, k.type(k.find(name))));
      }
    }
    return List.copyOf(lines.values());
  }

  private Set<String> mentioned(Work work) throws FormatException {
    Set<String> names = new LinkedHashSet<>();
    Wishes wishes = new Wishes(audit.view(work.subject()));
    for (Task t : work.tasks()) {
      Mentioned.in(t.rule()).forEach(o -> names.add(wishes.named(work.draft, o)));
    }
    return names;
  }
}
