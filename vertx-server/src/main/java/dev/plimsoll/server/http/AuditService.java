package dev.plimsoll.server.http;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.audit.KernelAudit;
import dev.plimsoll.kernel.input.ReadSubject;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.PolicyLibrary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Judges kernels by shipped packs, which are read and compiled once. Over HTTP a policy is a pack's
 * name, never a path. Blocking; thread-safe.
 */
public final class AuditService {
  private static final List<String> DEFAULT_POLICIES = List.of("baseline", "kernel-hardening");

  private final KernelAudit audit = new KernelAudit();
  private final PolicyLibrary library;
  private final Map<String, Policy> loaded = new ConcurrentHashMap<>();

  public AuditService(PolicyLibrary library) {
    this.library = library;
  }

  /**
   * The named packs; none: the default ones.
   *
   * @throws FormatException when there is no such pack
   */
  List<Policy> policies(List<String> names) throws FormatException, IOException {
    List<Policy> policies = new ArrayList<>();
    for (String name : names.isEmpty() ? DEFAULT_POLICIES : names) {
      Optional<Policy> kept = Optional.ofNullable(loaded.get(name));
      policies.add(kept.isPresent() ? kept.get() : load(name));
    }
    return policies;
  }

  private Policy load(String name) throws FormatException, IOException {
    if (!library.names().contains(name)) {
      throw new FormatException(
          "no policy "
              + FormatException.quote(name)
              + "; there are "
              + String.join(", ", library.names()));
    }
    Policy policy = library.load(name);
    return Optional.ofNullable(loaded.putIfAbsent(name, policy)).orElse(policy);
  }

  AuditReport audit(ReadSubject subject, List<Policy> policies) throws FormatException {
    return audit.audit(subject.subject(), policies);
  }
}
