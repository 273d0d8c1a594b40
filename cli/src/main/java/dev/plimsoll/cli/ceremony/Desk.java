package dev.plimsoll.cli.ceremony;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Signed.Signature;
import dev.plimsoll.signer.tuf.event.Ceremony.Outcome;
import dev.plimsoll.signer.tuf.event.RoleStatus;
import dev.plimsoll.signer.tuf.event.SigningEvent;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where signing events are kept: with the service that owns the repository, or in a data directory
 * that has published nothing yet. Blocking.
 */
public interface Desk extends AutoCloseable {
  /** Every published role; empty before the first publication. */
  List<RoleStatus> roles() throws IOException, CommandFailure, FormatException;

  List<SigningEvent> events() throws IOException, CommandFailure, FormatException;

  /** The newest published file of a role; empty when there is none. */
  Optional<Bytes> findPublished(String role) throws IOException, CommandFailure, FormatException;

  /** Begins an event with {@code file}, or adds its signatures to the one that is open. */
  Outcome contribute(String role, Bytes file) throws IOException, CommandFailure, FormatException;

  Outcome sign(String role, List<Signature> signatures)
      throws IOException, CommandFailure, FormatException;

  /** Has the service make an online key for a rotation, and gives its public half. */
  VerifyingKey createOnlineKey(String role) throws IOException, CommandFailure, FormatException;

  void withdraw(String role) throws IOException, CommandFailure, FormatException;

  /** The open event of a role. */
  default SigningEvent require(String role) throws IOException, CommandFailure, FormatException {
    return events().stream()
        .filter(e -> e.role().equals(role))
        .findFirst()
        .orElseThrow(
            () ->
                CommandFailure.wrong(
                    "nothing waits for signatures of role " + FormatException.quote(role)));
  }

  @Override
  void close() throws IOException;
}
