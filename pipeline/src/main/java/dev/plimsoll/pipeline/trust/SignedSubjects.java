package dev.plimsoll.pipeline.trust;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.verifier.EnvelopeVerifier;
import dev.plimsoll.verifier.VerificationException;
import dev.plimsoll.verifier.VerifyingKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The subjects of a signed in-toto statement, v1 or v0.1: {@code cosign attest} writes the older
 * one, whose subjects are the same. Nothing else of the statement is read.
 */
final class SignedSubjects {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);
  private static final Set<String> TYPES =
      Set.of(Statement.TYPE, "https://in-toto.io/Statement/v0.1");

  private SignedSubjects() {}

  /** Holds when {@code key} signed a statement that has {@code subject} among its subjects. */
  static void verify(Bundle bundle, Envelope envelope, Digest subject, VerifyingKey key)
      throws VerificationException, FormatException {
    if (!bundle.keyHint().equals(key.keyHint())) {
      throw new VerificationException(
          "signed by the key with hint "
              + FormatException.quote(bundle.keyHint())
              + ", wanted \""
              + key.keyHint()
              + "\"");
    }
    Bytes payload = EnvelopeVerifier.verify(envelope, Statement.PAYLOAD_TYPE, List.of(key));
    String what = "signed statement";
    JsonObject json = READER.parse(what, payload).asObject(what);
    String type = json.string("_type");
    if (!TYPES.contains(type)) {
      throw new FormatException(
          what + " has _type " + FormatException.quote(type) + ", wanted " + Statement.TYPE);
    }
    for (JsonValue item : json.array("subject")) {
      Optional<String> sha256 = item.asObject("subject").object("digest").findString("sha256");
      if (sha256.isPresent() && sha256.get().equals(subject.hex())) {
        return;
      }
    }
    throw new VerificationException(
        "a statement of this key is about other subjects than " + subject);
  }
}
