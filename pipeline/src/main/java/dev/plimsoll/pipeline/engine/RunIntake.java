package dev.plimsoll.pipeline.engine;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.image.BuildRequest.BootAgent;
import dev.plimsoll.image.BuildRequest.Spec;
import dev.plimsoll.pipeline.BlobStore;
import dev.plimsoll.pipeline.RunRequest;
import dev.plimsoll.pipeline.RunRequest.AgentRef;
import dev.plimsoll.pipeline.RunRequest.LockInput;
import dev.plimsoll.pipeline.RunRequest.SpecRef;
import dev.plimsoll.policy.PolicyLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes requests for runs: checks names, stores the texts and the agent's files as blobs, so that
 * the run needs nothing else to go on after a restart, and submits. Blocking; thread-safe.
 */
public final class RunIntake {
  private static final String PEM = "application/x-pem-file";

  private final RunEngine engine;
  private final BlobStore blobs;
  private final PolicyLibrary library;
  private final List<String> defaultPolicies;
  private final AgentSource agent;

  /** Gives the boot agent's files for images of a role; empty: images without agent. */
  @FunctionalInterface
  public interface AgentSource {
    Optional<BootAgent> forRole(String role) throws IOException;
  }

  public RunIntake(
      RunEngine engine,
      BlobStore blobs,
      PolicyLibrary library,
      List<String> defaultPolicies,
      AgentSource agent) {
    this.engine = engine;
    this.blobs = blobs;
    this.library = library;
    this.defaultPolicies = List.copyOf(defaultPolicies);
    this.agent = agent;
  }

  /**
   * Stores the texts and submits the run; durable on return.
   *
   * @throws FormatException when name, role or a policy is wrong: no run was made
   */
  public Submission submit(RunInput input) throws IOException, FormatException {
    List<String> policies = input.policies().isEmpty() ? defaultPolicies : input.policies();
    check(input, policies);
    List<SpecRef> specs = new ArrayList<>();
    for (Spec s : input.specs()) {
      specs.add(new SpecRef(s.file(), blobs.putDocument("application/yaml", s.text()).digest()));
    }
    return engine.submit(
        new RunRequest(
            input.name(),
            specs,
            absolute(input.baseDirectory()),
            lock(input.lock()),
            input.lockMode(),
            policies,
            input.role(),
            agentRef(input.role()),
            input.idempotencyKey(),
            input.architecture()));
  }

  private void check(RunInput input, List<String> policies) throws IOException, FormatException {
    if (!RunRequest.NAME.matcher(input.name()).matches()) {
      throw new FormatException(
          "name is " + FormatException.quote(input.name()) + ", wanted " + RunRequest.NAME);
    }
    if (!ReleaseStatement.ROLE.matcher(input.role()).matches()) {
      throw new FormatException(
          "role is " + FormatException.quote(input.role()) + ", wanted " + ReleaseStatement.ROLE);
    }
    if (input.specs().isEmpty()) {
      throw new FormatException("no specification given");
    }
    for (String policy : policies) {
      library.load(policy);
    }
  }

  private LockInput lock(RunInput.Lock lock) throws IOException {
    return switch (lock) {
      case RunInput.Lock.File f -> new LockInput.AtPath(absolute(f.path()));
      case RunInput.Lock.Text t ->
          new LockInput.Inline(
              blobs.putDocument("application/vnd.plimsoll.lock.v1", t.content()).digest());
      case RunInput.Lock.None n -> new LockInput.Fresh();
    };
  }

  private Optional<AgentRef> agentRef(String role) throws IOException {
    Optional<BootAgent> files = agent.forRole(role);
    if (files.isEmpty()) {
      return Optional.empty();
    }
    BootAgent a = files.get();
    return Optional.of(
        new AgentRef(
            blobs.putDocument("application/octet-stream", a.program()).digest(),
            blobs.putDocument("text/x-shellscript", a.initScript()).digest(),
            blobs.putDocument(PEM, a.verdictKeys()).digest(),
            blobs.putDocument(PEM, a.releaseKeys()).digest()));
  }

  private static String absolute(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }
}
