package dev.plimsoll.cli.service;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.release.PointerSigner;
import dev.plimsoll.signer.release.PointerSigner.Previous;
import dev.plimsoll.signer.release.PointerSigner.RoleState;
import dev.plimsoll.signer.release.ReleaseSigner;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Signs release statements on this side, and hands them over. */
public final class ImageReleases {
  private final ServiceClient service;
  private final InstantSource time;

  public ImageReleases(ServiceClient service, InstantSource time) {
    this.service = service;
    this.time = time;
  }

  /**
   * What the release manager decides.
   *
   * @param minVersion lowest image version that hosts of the role may go back to
   * @param epoch never falls from one release of a role to the next
   */
  public record Terms(String role, long minVersion, long epoch) {}

  public Envelope sign(ImageDetails image, Terms terms, SigningKey key)
      throws IOException, CommandFailure {
    if (!ReleaseStatement.ROLE.matcher(terms.role()).matches()) {
      throw CommandFailure.wrong(
          "role is \""
              + terms.role()
              + "\", wanted lower-case letters, digits and dashes, 1 to 64");
    }
    return new ReleaseSigner(key)
        .sign(
            new ReleaseStatement(
                image.digest(),
                image.rootHash(),
                terms.role(),
                terms.minVersion(),
                terms.epoch(),
                time.instant()));
  }

  /** What came of a release. */
  public sealed interface Outcome {
    /** Hosts of the role may boot the image. */
    record Released() implements Outcome {}

    /**
     * Other managers must sign the same.
     *
     * @param signed how many have
     * @param threshold how many must
     */
    record Pending(long signed, long threshold) implements Outcome {}
  }

  /**
   * Signs what agents check and what TUF clients check, and hands both over: the statement, and the
   * role's next TUF file, whose pointer names the image. The service never sees the key.
   */
  public Outcome release(ImageDetails image, Terms terms, SigningKey key, Previous previous)
      throws IOException, CommandFailure, FormatException {
    Envelope statement = sign(image, terms, key);
    ReleasePointer pointer =
        new ReleasePointer(image.digest(), terms.minVersion(), image.name(), image.digest().hex());
    Signed<Targets> file = point(terms.role(), pointer, key, previous);
    JsonObject move =
        JsonObject.builder()
            .put("file", file.file().base64())
            .put("target", pointer.encode().base64())
            .build();
    JsonObject answer =
        service.post(
            "/v1/releases",
            JsonObject.builder()
                .putStrings("statements", List.of(statement.encode().base64()))
                .put("pointers", List.of(move))
                .build());
    return outcome(answer);
  }

  private Signed<Targets> point(
      String role, ReleasePointer pointer, SigningKey key, Previous previous)
      throws IOException, CommandFailure {
    JsonObject state = service.get("/v1/releases/" + role);
    try {
      return new PointerSigner(key)
          .point(
              new RoleState(
                  role,
                  file("targets", Optional.of(state.string("targets"))).orElseThrow().signed(),
                  file(ReleasePointer.tufRole(role), state.findString("published")),
                  file(ReleasePointer.tufRole(role), state.findString("pending"))),
              pointer,
              previous,
              time.instant());
    } catch (FormatException e) {
      throw CommandFailure.wrong(e.getMessage());
    }
  }

  private static Optional<Signed<Targets>> file(String role, Optional<String> base64)
      throws FormatException {
    return base64.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Signed.parse(role + ".json", Bytes.parseBase64(base64.get()), Targets::parse));
  }

  private static Outcome outcome(JsonObject answer) throws FormatException {
    JsonObject item = answer.array("items").getFirst().asObject("item");
    switch (item.string("state")) {
      case "released" -> {
        return new Outcome.Released();
      }
      case "pending" -> {
        return new Outcome.Pending(item.integer("signed"), item.integer("threshold"));
      }
      default ->
          throw new FormatException(
              "the service took the release, but published metadata do not bear it out: state "
                  + FormatException.quote(item.string("state")));
    }
  }
}
