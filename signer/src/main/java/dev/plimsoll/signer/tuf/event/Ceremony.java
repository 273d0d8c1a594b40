package dev.plimsoll.signer.tuf.event;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Signed.Signature;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.TufMetadata;
import dev.plimsoll.signer.tuf.event.SigningEvent.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The signing events of one repository. Each role has at most one. An event that is complete is
 * published at once, and its pending file goes; the first publication waits for root and targets
 * both, and a change of keys for the file that the old keys no longer hold up. A crash in between
 * is healed by {@link #settle}, which repeats what was not done. Blocking; thread-safe; one process
 * at a time, the owner of the data directory.
 */
public final class Ceremony {
  private final PendingFiles pending;
  private final PublishedFiles published;
  private final ReentrantLock lock = new ReentrantLock();

  private Ceremony(PendingFiles pending, PublishedFiles published) {
    this.pending = pending;
    this.published = published;
  }

  /**
   * @param directory {@code pending/} beside {@code metadata/}; made when it is needed
   */
  public static Ceremony of(Path directory, PublishedFiles published) {
    return new Ceremony(new PendingFiles(directory), published);
  }

  /** What a contribution led to. */
  public sealed interface Outcome {
    /** More signatures, or another role's, are needed. */
    record Waiting(SigningEvent event) implements Outcome {}

    /** It is what clients get now. */
    record Published(String role, long version) implements Outcome {}
  }

  /** All events, root and targets first. */
  public List<SigningEvent> events() throws IOException, FormatException {
    lock.lock();
    try {
      List<SigningEvent> events = new ArrayList<>();
      for (String role : ordered()) {
        events.add(require(role));
      }
      return events;
    } finally {
      lock.unlock();
    }
  }

  /** The newest published file of {@code role}, which the next version is made from. */
  public Optional<Bytes> findPublished(String role) throws IOException {
    return published.find(role);
  }

  public Optional<SigningEvent> find(String role) throws IOException, FormatException {
    Optional<Bytes> file = pending.find(role);
    return file.isEmpty() ? Optional.empty() : Optional.of(event(role, file.get()));
  }

  /**
   * Begins an event with {@code metadata}, unsigned.
   *
   * @throws FormatException when one is open for the role, or the version is not the next
   */
  public SigningEvent propose(String role, TufMetadata metadata, Instant now)
      throws IOException, FormatException {
    lock.lock();
    try {
      Optional<SigningEvent> open = find(role);
      if (open.isPresent()) {
        throw new FormatException(
            role,
            "version "
                + open.get().file().signed().version()
                + " waits for signatures already: complete or withdraw it first");
      }
      SigningEvent event = begin(role, metadata, now);
      pending.write(role, event.file().file());
      return event;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a file with signatures: begins an event with it, or adds its signatures to the open one.
   * Keeps nothing when one of them does not hold.
   *
   * @throws FormatException also when another content waits for the role
   */
  public Outcome contribute(String role, Bytes file, Instant now)
      throws IOException, FormatException {
    lock.lock();
    try {
      Signed<? extends TufMetadata> given = SigningEvent.parse(role, file);
      Optional<SigningEvent> open = find(role);
      SigningEvent event = open.isPresent() ? open.get() : begin(role, given.signed(), now);
      if (!event.payload().equals(given.signedBytes())) {
        throw new FormatException(
            role,
            open.isPresent()
                ? "another version "
                    + event.file().signed().version()
                    + " waits for signatures: sign that one, or withdraw it"
                : "has members that this program would not sign");
      }
      return add(event, given.signatures(), now);
    } finally {
      lock.unlock();
    }
  }

  /** Adds signatures, all or none, and publishes when that was what was missing. */
  public Outcome sign(String role, List<Signature> signatures, Instant now)
      throws IOException, FormatException {
    lock.lock();
    try {
      return add(require(role), signatures, now);
    } finally {
      lock.unlock();
    }
  }

  private SigningEvent begin(String role, TufMetadata metadata, Instant now)
      throws IOException, FormatException {
    Proposals.check(role, metadata, published.find(role), now);
    SigningEvent event = event(role, Signed.of(metadata, List.of()).file());
    if (event.state() instanceof State.Stale stale) {
      throw new FormatException(role, "version is " + stale.found() + ", wanted " + stale.wanted());
    }
    return event;
  }

  private Outcome add(SigningEvent event, List<Signature> signatures, Instant now)
      throws IOException, FormatException {
    String role = event.role();
    if (event.state() instanceof State.Stale stale) {
      throw new FormatException(
          role,
          "version " + stale.found() + " waits, but " + stale.wanted() + " is due: withdraw it");
    }
    SigningEvent next = event;
    for (Signature signature : signatures) {
      next = next.with(signature);
    }
    pending.write(role, next.file().file());
    settle(now);
    Optional<SigningEvent> left = find(role);
    return left.isPresent()
        ? new Outcome.Waiting(left.get())
        : new Outcome.Published(role, next.file().signed().version());
  }

  /** Forgets an open event. */
  public void withdraw(String role) throws IOException, FormatException {
    lock.lock();
    try {
      require(role);
      pending.delete(role);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Publishes what is complete, all of it in one step, so that a root goes in with the targets that
   * only its new keys have signed. Idempotent.
   *
   * @throws FormatException when a client would refuse it, and nothing is pending that could help
   */
  public void settle(Instant now) throws IOException, FormatException {
    lock.lock();
    try {
      dropPublished();
      Map<String, Bytes> complete = new LinkedHashMap<>();
      List<String> pendingRoles = ordered();
      for (String role : pendingRoles) {
        SigningEvent event = require(role);
        if (event.state() instanceof State.Complete) {
          complete.put(role, event.file().file());
        }
      }
      boolean first = published.find(Root.TYPE).isEmpty();
      if (complete.isEmpty()
          || first && !complete.keySet().containsAll(List.of(Root.TYPE, Targets.TYPE))) {
        return;
      }
      publish(complete, pendingRoles.size() > complete.size(), now);
    } finally {
      lock.unlock();
    }
  }

  /**
   * @param others whether files wait that may have to go in together with these
   */
  private void publish(Map<String, Bytes> complete, boolean others, Instant now)
      throws IOException, FormatException {
    try {
      published.publish(complete, now);
    } catch (FormatException e) {
      boolean some = complete.size() > 1 && publishEach(complete, now);
      if (some || others) {
        return; // such as targets that the new root's keys have yet to sign
      }
      throw e;
    }
    for (String role : complete.keySet()) {
      pending.delete(role);
    }
  }

  /** One that a client would refuse does not hold up the others. */
  private boolean publishEach(Map<String, Bytes> complete, Instant now)
      throws IOException, FormatException {
    boolean some = false;
    for (Map.Entry<String, Bytes> each : complete.entrySet()) {
      try {
        published.publish(Map.of(each.getKey(), each.getValue()), now);
        pending.delete(each.getKey());
        some = true;
      } catch (FormatException e) {
        // stays, and says so in the list of events
      }
    }
    return some;
  }

  /** A crash after publishing leaves the pending file of what is published. */
  private void dropPublished() throws IOException, FormatException {
    for (String role : ordered()) {
      Optional<Bytes> live = published.find(role);
      if (live.isPresent()
          && SigningEvent.parse(role, live.get()).signedBytes().equals(require(role).payload())) {
        pending.delete(role);
      }
    }
  }

  private SigningEvent require(String role) throws IOException, FormatException {
    return find(role)
        .orElseThrow(
            () ->
                new FormatException("role " + FormatException.quote(role), "nothing waits for it"));
  }

  private List<String> ordered() throws IOException {
    List<String> roles = new ArrayList<>();
    List<String> all = pending.roles();
    for (String first : List.of(Root.TYPE, Targets.TYPE)) {
      if (all.contains(first)) {
        roles.add(first);
      }
    }
    all.stream().filter(r -> !roles.contains(r)).forEach(roles::add);
    return roles;
  }

  private SigningEvent event(String role, Bytes file) throws IOException, FormatException {
    Signed<? extends TufMetadata> parsed = SigningEvent.parse(role, file);
    Optional<Bytes> before = published.find(role);
    long wanted =
        before.isEmpty() ? 1 : SigningEvent.parse(role, before.get()).signed().version() + 1;
    return new SigningEvent(role, parsed, wanted, trust(role, parsed.signed()).demands(role));
  }

  private Trust trust(String role, TufMetadata next) throws IOException, FormatException {
    return new Trust(
        root(published.find(Root.TYPE)),
        role.equals(Root.TYPE) ? Optional.of((Root) next) : root(pending.find(Root.TYPE)),
        targets(published.find(Targets.TYPE)),
        targets(pending.find(Targets.TYPE)));
  }

  private static Optional<Targets> targets(Optional<Bytes> file) throws FormatException {
    return file.isEmpty()
        ? Optional.empty()
        : Optional.of(Signed.parse("targets.json", file.get(), Targets::parse).signed());
  }

  private static Optional<Root> root(Optional<Bytes> file) throws FormatException {
    return file.isEmpty()
        ? Optional.empty()
        : Optional.of(Signed.parse("root.json", file.get(), Root::parse).signed());
  }
}
