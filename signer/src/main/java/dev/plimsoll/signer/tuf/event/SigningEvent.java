package dev.plimsoll.signer.tuf.event;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Signed.Signature;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.TufMetadata;
import java.util.ArrayList;
import java.util.List;

/**
 * The next version of one role's file, on its way to enough signatures. What waits is a TUF file
 * like any other, with fewer signatures than it needs, so that other TUF tools can sign it too.
 * Immutable.
 *
 * @param role file name without {@code .json}: {@code root}, {@code targets}, {@code host-kiosk}
 * @param wanted the only version that may follow what is published
 * @param demands who must sign; empty while nobody who is trusted names the role's keys
 */
public record SigningEvent(
    String role, Signed<? extends TufMetadata> file, long wanted, List<Demand> demands) {
  public SigningEvent {
    demands = List.copyOf(demands);
  }

  /** Where an event stands. */
  public sealed interface State {
    /** Enough have signed: it can be published. */
    record Complete() implements State {}

    /** {@code most} is what the worst demand still lacks. */
    record Waiting(long most) implements State {}

    /** Another version was published meanwhile: withdraw it and begin anew. */
    record Stale(long found, long wanted) implements State {}

    /** Published metadata does not name the role yet; its delegator comes first. */
    record Undelegated() implements State {}
  }

  /** Reads the file of a role, whatever its signatures. */
  static Signed<? extends TufMetadata> parse(String role, Bytes file) throws FormatException {
    String what = role + ".json";
    return role.equals(Root.TYPE)
        ? Signed.parse(what, file, Root::parse)
        : Signed.parse(what, file, Targets::parse);
  }

  public State state() {
    long found = file.signed().version();
    if (found != wanted) {
      return new State.Stale(found, wanted);
    }
    if (demands.isEmpty()) {
      return new State.Undelegated();
    }
    long most = demands.stream().mapToLong(d -> d.shortfall(file)).max().orElseThrow();
    return most == 0 ? new State.Complete() : new State.Waiting(most);
  }

  /** The exact bytes to sign, anywhere and with any tool. */
  public Bytes payload() {
    return file.signedBytes();
  }

  /**
   * With one more signature, which was verified.
   *
   * @throws FormatException when the key is none of those that must sign, or the signature does not
   *     hold; one that is there already is no error
   */
  public SigningEvent with(Signature signature) throws FormatException {
    String key = FormatException.quote(signature.keyId());
    if (demands.stream().noneMatch(d -> d.keys().containsKey(signature.keyId()))) {
      throw new FormatException(
          role + " version " + file.signed().version(),
          "key " + key + " is none of those that may sign it");
    }
    List<Signature> all = new ArrayList<>(file.signatures());
    all.removeIf(s -> s.keyId().equals(signature.keyId()));
    all.add(signature);
    SigningEvent next = new SigningEvent(role, Signed.of(file.signed(), all), wanted, demands);
    if (next.demands.stream().noneMatch(d -> d.signers(next.file).contains(signature.keyId()))) {
      throw new FormatException(
          role + " version " + file.signed().version(),
          "the signature is not one by key " + key + " over the payload");
    }
    return next;
  }
}
