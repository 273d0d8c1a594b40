package dev.plimsoll.policy.facts;

import java.util.Optional;

/**
 * All that is known of a kernel. A surface that was not given is empty: a rule that asks for it is
 * UNKNOWN.
 */
public interface KernelFacts {
  Optional<KconfigFacts> kconfig();

  Optional<CommandLineFacts> commandLine();

  Optional<SysctlFacts> sysctl();

  /** Such as {@code 6.1.192}; in CEL {@code kernel.version}. */
  Optional<String> version();

  /** Such as {@code x86_64}; in CEL {@code kernel.arch}. */
  Optional<String> arch();

  /** Whether the version is {@code wanted} or later; empty when the version is unknown. */
  Optional<Boolean> atLeast(String wanted);
}
