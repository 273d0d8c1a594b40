package dev.plimsoll.signer.tuf.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.tuf.Signed.Signature;
import java.util.List;
import java.util.Optional;

/** What comes from a service or a key holder is refused by a {@link FormatException} alone. */
class SigningEventFuzzTest {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  @FuzzTest
  void eventOfAService(byte[] data) {
    try {
      SigningEvent event = EventJson.parse("event", READER.parse("event", data).asObject("event"));
      SigningEvent again = EventJson.parse("event", EventJson.write(event));
      assertEquals(event.state(), again.state());
    } catch (FormatException e) {
      // as it must be
    }
  }

  @FuzzTest
  void pendingFile(byte[] data) {
    for (String role : List.of("root", "host-kiosk")) {
      try {
        SigningEvent event =
            new SigningEvent(role, SigningEvent.parse(role, Bytes.copyOf(data)), 1, List.of());
        new Trust(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())
            .demands(role);
        event.with(new Signature("nobody", "00"));
      } catch (FormatException e) {
        // as it must be
      }
    }
  }

  @FuzzTest
  void statusOfARole(byte[] data) {
    try {
      RoleStatus status = RoleStatus.parse("role", READER.parse("role", data).asObject("role"));
      assertEquals(status, RoleStatus.parse("role", status.toJson()));
    } catch (FormatException e) {
      // as it must be
    }
  }
}
