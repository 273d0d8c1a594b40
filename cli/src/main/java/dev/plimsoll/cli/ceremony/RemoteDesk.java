package dev.plimsoll.cli.ceremony;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.Connection;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.Signed.Signature;
import dev.plimsoll.signer.tuf.event.Ceremony.Outcome;
import dev.plimsoll.signer.tuf.event.EventJson;
import dev.plimsoll.signer.tuf.event.RoleStatus;
import dev.plimsoll.signer.tuf.event.SigningEvent;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The desk of a service, over HTTP. */
public final class RemoteDesk implements Desk {
  private static final String EVENTS = "/v1/tuf/events";

  private final Connection connection;

  public RemoteDesk(Connection connection) {
    this.connection = connection;
  }

  @Override
  public List<RoleStatus> roles() throws IOException, CommandFailure, FormatException {
    List<RoleStatus> roles = new ArrayList<>();
    for (JsonValue item : connection.client().get("/v1/tuf/roles").array("items")) {
      roles.add(RoleStatus.parse("role", item.asObject("role")));
    }
    return roles;
  }

  @Override
  public List<SigningEvent> events() throws IOException, CommandFailure, FormatException {
    List<SigningEvent> events = new ArrayList<>();
    for (JsonValue item : connection.client().get(EVENTS).array("items")) {
      events.add(EventJson.parse("event", item.asObject("event")));
    }
    return events;
  }

  @Override
  public Optional<Bytes> findPublished(String role) throws IOException, CommandFailure {
    return connection.client().findBytes("/v1/tuf/roles/" + segment(role));
  }

  @Override
  public Outcome contribute(String role, Bytes file)
      throws IOException, CommandFailure, FormatException {
    JsonObject body = JsonObject.builder().put("role", role).put("file", file.base64()).build();
    return outcome(connection.client().post(EVENTS, body));
  }

  @Override
  public Outcome sign(String role, List<Signature> signatures)
      throws IOException, CommandFailure, FormatException {
    List<JsonValue> items = new ArrayList<>();
    for (Signature s : signatures) {
      items.add(JsonObject.builder().put("keyid", s.keyId()).put("sig", s.sig()).build());
    }
    return outcome(
        connection
            .client()
            .post(
                EVENTS + "/" + segment(role) + "/signatures",
                JsonObject.builder().put("signatures", items).build()));
  }

  @Override
  public VerifyingKey createOnlineKey(String role)
      throws IOException, CommandFailure, FormatException {
    JsonObject made =
        connection.client().post("/v1/tuf/keys", JsonObject.builder().put("role", role).build());
    return VerifyingKey.parsePem("answer", Bytes.ofUtf8(made.string("pem")));
  }

  @Override
  public void withdraw(String role) throws IOException, CommandFailure {
    connection.client().delete(EVENTS + "/" + segment(role));
  }

  private static Outcome outcome(JsonObject json) throws FormatException {
    return json.string("outcome").equals("published")
        ? new Outcome.Published(json.string("role"), json.integer("version"))
        : new Outcome.Waiting(EventJson.parse("event", json.object("event")));
  }

  private static String segment(String role) {
    return URLEncoder.encode(role, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
