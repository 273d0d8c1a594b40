package dev.plimsoll.cli.command;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.audit.KernelAudit;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.PolicyLibrary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --policy}: what kernels are judged by. */
final class PolicyFlags {
  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description = "name, folder or file; repeatable (default: baseline, kernel-hardening)")
  private List<String> policies = List.of("baseline", "kernel-hardening");

  List<Policy> load() throws IOException, FormatException {
    return load(policies);
  }

  /** In the order given. */
  static List<Policy> load(List<String> policies) throws IOException, FormatException {
    PolicyLibrary library = KernelAudit.policies();
    List<Policy> loaded = new ArrayList<>();
    for (String policy : policies) {
      loaded.add(library.load(policy));
    }
    return loaded;
  }
}
