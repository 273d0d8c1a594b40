package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.kernel.audit.KernelArchitecture;
import dev.plimsoll.kernel.audit.KernelSubject;
import dev.plimsoll.kernel.audit.KernelSubject.Surface;
import dev.plimsoll.kernel.config.ConfigHeader;
import dev.plimsoll.kernel.config.KernelConfig;
import dev.plimsoll.kernel.input.SubjectParts;
import dev.plimsoll.kernel.kconfig.Explainer;
import dev.plimsoll.kernel.kconfig.Explanation;
import dev.plimsoll.kernel.kconfig.Kconfig;
import dev.plimsoll.kernel.kconfig.KconfigArch;
import dev.plimsoll.kernel.kconfig.KconfigTables;
import dev.plimsoll.kernel.kconfig.SymbolTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll kconfig explain CONFIG_X --config FILE}: what it takes to set an option. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Says what an option is in a kernel, what decides its value in a configuration, and which",
      "lines give it the wanted one."
    },
    footer = {
      "",
      "Exit codes: 0 it has the value, or can be given it; 1 it cannot; 2 an argument is wrong;",
      "4 a file cannot be read."
    })
public final class KconfigExplainCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(
      paramLabel = "OPTION[=VALUE]",
      description = "such as CONFIG_BUG, or BUG=n; default y")
  private String option = "";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "what plimsoll audit reads: a configuration, kernel image or package")
  private Path config = Path.of("");

  @Option(
      names = "--kernel",
      paramLabel = "VERSION",
      description = "kernel version (default: from the configuration's header)")
  private Optional<String> kernel = Optional.empty();

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "x86_64, arm64, … (default: from the configuration)")
  private Optional<String> arch = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Form output = Form.text;

  @Mixin private KernelTables tables = new KernelTables();

  public KconfigExplainCommand(Context context) {
    this.context = context;
  }

  /** Constants are what the user writes. */
  enum Form {
    text,
    json
  }

  @Override
  public Integer call() throws IOException, FormatException, CommandFailure {
    KernelSubject subject = subject();
    Surface surface =
        subject
            .config()
            .orElseThrow(() -> CommandFailure.evidence(config + ": no kernel configuration in it"));
    KernelConfig kc = KernelConfig.parse(surface.where(), surface.text());
    Kconfig kconfig = kconfig(surface.where(), kc, subject);
    int equals = option.indexOf('=');
    String name = equals < 0 ? option : option.substring(0, equals);
    String wanted = equals < 0 ? "y" : option.substring(equals + 1);
    if (!name.matches("\\w{1,200}")) {
      throw CommandFailure.wrong(
          "option " + FormatException.quote(name) + ", wanted a name such as CONFIG_BUG");
    }
    Explanation e = Explainer.explain(kconfig, kc, name, wanted);
    String text =
        output == Form.json
            ? JsonWriter.pretty(ExplanationForm.json(e)).utf8().strip() + "\n"
            : ExplanationForm.text(e);
    context.terminal().out().print(text);
    return e.impossible().isPresent() ? ExitCode.DENIED.code() : ExitCode.DONE.code();
  }

  private KernelSubject subject() throws IOException, CommandFailure {
    SubjectParts parts =
        new SubjectParts(Optional.empty(), List.of(), Optional.empty(), kernel, arch);
    try {
      return AuditSources.subject(config, parts).subject();
    } catch (FormatException e) {
      throw new CommandFailure(ExitCode.EVIDENCE, e.getMessage(), e);
    }
  }

  private Kconfig kconfig(String where, KernelConfig kc, KernelSubject subject)
      throws IOException, FormatException, CommandFailure {
    KconfigTables all = tables.load(context);
    Optional<String> version = subject.version().or(() -> kc.header().map(ConfigHeader::version));
    Optional<SymbolTable> table = version.isPresent() ? all.find(version.get()) : Optional.empty();
    if (table.isEmpty()) {
      throw CommandFailure.wrong(
          where
              + ": no table of the options of Linux "
              + version.orElse("(no version)")
              + "; there are "
              + all
              + "; --kernel names another, \"plimsoll kconfig import\" makes more");
    }
    String name = KernelArchitecture.of(where, kc, subject.arch()).orElse("");
    return KconfigArch.find(name)
        .flatMap(table.get()::arch)
        .orElseThrow(
            () ->
                CommandFailure.wrong(
                    where
                        + ": no table of Linux "
                        + table.get().version()
                        + " for architecture "
                        + FormatException.quote(name)
                        + "; --arch names one"));
  }
}
