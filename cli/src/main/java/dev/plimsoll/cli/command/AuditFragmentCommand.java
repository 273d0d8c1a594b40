package dev.plimsoll.cli.command;

import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.audit.ConfigFixer;
import dev.plimsoll.kernel.audit.KernelAudit;
import dev.plimsoll.policy.Policy;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plimsoll audit fragment}: a configuration's fragment from policies alone. */
@Command(
    name = "fragment",
    mixinStandardHelpOptions = true,
    description = {
      "Writes, from nothing, the options that policies ask of a kernel.",
      "With them stands all that they need, for a GCC that can do what the Kconfig files ask for. The",
      "fragment passes the policies by itself, but for what it names at its end."
    },
    footer = {
      "",
      "Exit codes: 0 the result is allowed; 1 it is denied; 2 an argument is wrong, or there is no",
      "table of the kernel's options; 4 a file cannot be read."
    })
public final class AuditFragmentCommand implements Callable<Integer> {
  private final Context context;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      required = true,
      description = "name, folder or file; repeatable")
  private List<String> policies = List.of();

  @Option(
      names = "--kernel",
      paramLabel = "VERSION",
      required = true,
      description = "kernel version, such as 6.12")
  private String kernel = "";

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      required = true,
      description = "x86_64, x86_32, arm64, arm or riscv")
  private String arch = "";

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private FixOutput output = FixOutput.fragment;

  @Mixin private KernelTables tables = new KernelTables();

  public AuditFragmentCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, FormatException {
    List<Policy> loaded = PolicyFlags.load(policies);
    KernelAudit audit = new KernelAudit(tables.load(context));
    return output.print(new ConfigFixer(audit).fragment(kernel, arch, loaded), context).code();
  }
}
