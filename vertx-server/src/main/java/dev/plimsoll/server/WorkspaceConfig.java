package dev.plimsoll.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an embedded workspace needs to know.
 *
 * @param dataDirectory made when it is not there
 * @param agent program and init script that go into images; empty: images without boot agent
 * @param policies used by runs that name none
 * @param parallelRuns runs worked at the same time
 * @param developmentKeys what to do when there is no TUF repository and no offline keys
 * @param builds how runs build
 */
public record WorkspaceConfig(
    Path dataDirectory,
    Optional<AgentFiles> agent,
    List<String> policies,
    int parallelRuns,
    DevelopmentKeys developmentKeys,
    BuildConfig builds) {
  public static final List<String> DEFAULT_POLICIES =
      List.of("baseline", "kernel-hardening", "image-tree");
  public static final int DEFAULT_PARALLEL_RUNS = 2;

  public WorkspaceConfig {
    policies = List.copyOf(policies);
  }

  /** Files of the boot agent: a static x86-64 ELF and stage-1 {@code /init}. */
  public record AgentFiles(Path program, Path initScript) {}

  /** Whether stand-ins for the offline keys may be made. */
  public enum DevelopmentKeys {
    /** Make them in {@code offline/}, and say so in {@link Workspace#notices()}. */
    CREATE,
    /** Refuse to start without a TUF repository or offline keys. */
    REFUSE
  }

  /** Shipped policies, no agent, development keys allowed. */
  public static WorkspaceConfig of(Path dataDirectory) {
    return new WorkspaceConfig(
        dataDirectory,
        Optional.empty(),
        DEFAULT_POLICIES,
        DEFAULT_PARALLEL_RUNS,
        DevelopmentKeys.CREATE,
        BuildConfig.DEFAULT);
  }

  public WorkspaceConfig withAgent(Optional<AgentFiles> files) {
    return new WorkspaceConfig(
        dataDirectory, files, policies, parallelRuns, developmentKeys, builds);
  }

  public WorkspaceConfig withPolicies(List<String> names) {
    return new WorkspaceConfig(dataDirectory, agent, names, parallelRuns, developmentKeys, builds);
  }

  public WorkspaceConfig withDevelopmentKeys(DevelopmentKeys what) {
    return new WorkspaceConfig(dataDirectory, agent, policies, parallelRuns, what, builds);
  }

  public WorkspaceConfig withBuilds(BuildConfig how) {
    return new WorkspaceConfig(dataDirectory, agent, policies, parallelRuns, developmentKeys, how);
  }
}
