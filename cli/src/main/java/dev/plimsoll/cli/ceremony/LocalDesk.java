package dev.plimsoll.cli.ceremony;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.Services;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Signed.Signature;
import dev.plimsoll.server.StartupException;
import dev.plimsoll.server.TufFoundation;
import dev.plimsoll.signer.tuf.event.Ceremony.Outcome;
import dev.plimsoll.signer.tuf.event.RoleStatus;
import dev.plimsoll.signer.tuf.event.SigningEvent;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The desk of a data directory before its first publication, which no service can run on yet. */
public final class LocalDesk implements Desk {
  private final TufFoundation foundation;
  private final InstantSource time;

  private LocalDesk(TufFoundation foundation, InstantSource time) {
    this.foundation = foundation;
    this.time = time;
  }

  /** Empty when a service can run on {@code data}, or runs already. */
  public static Optional<LocalDesk> find(Path data, InstantSource time)
      throws IOException, CommandFailure {
    if (!TufFoundation.begun(data) || Services.find(data).isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new LocalDesk(TufFoundation.open(data), time));
    } catch (StartupException e) {
      throw CommandFailure.evidence(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public List<RoleStatus> roles() {
    return List.of();
  }

  @Override
  public List<SigningEvent> events() throws IOException, FormatException {
    return foundation.ceremony().events();
  }

  @Override
  public Optional<Bytes> findPublished(String role) throws IOException {
    return foundation.ceremony().findPublished(role);
  }

  @Override
  public Outcome contribute(String role, Bytes file) throws IOException, FormatException {
    return foundation.ceremony().contribute(role, file, time.instant());
  }

  @Override
  public Outcome sign(String role, List<Signature> signatures) throws IOException, FormatException {
    return foundation.ceremony().sign(role, signatures, time.instant());
  }

  @Override
  public VerifyingKey createOnlineKey(String role) throws CommandFailure {
    throw CommandFailure.wrong("nothing is published yet, so that nothing can be rotated");
  }

  @Override
  public void withdraw(String role) throws IOException, FormatException {
    foundation.ceremony().withdraw(role);
  }

  @Override
  public void close() {
    foundation.close();
  }
}
