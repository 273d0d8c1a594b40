package dev.plimsoll.cli.service;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.release.ReleaseSigner;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

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

  public void submit(Envelope statement) throws IOException, CommandFailure {
    service.post(
        "/v1/releases",
        JsonObject.builder()
            .putStrings("statements", List.of(statement.encode().base64()))
            .build());
  }
}
