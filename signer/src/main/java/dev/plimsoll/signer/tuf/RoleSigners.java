package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.TufMetadata;
import dev.plimsoll.signer.key.SigningKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The keys that sign one role: as many as its threshold, each under the id its delegator uses. */
record RoleSigners(List<Named> signers) {
  RoleSigners {
    signers = List.copyOf(signers);
  }

  record Named(String keyId, SigningKey key) {}

  <T extends TufMetadata> Signed<T> sign(T metadata) throws IOException {
    return Signed.of(metadata, signatures(Signed.toBeSigned(metadata)));
  }

  /** The file around {@code signed}, which is canonical JSON and valid JSON alike. */
  Bytes sign(Bytes signed) throws IOException {
    List<JsonValue> list = new ArrayList<>();
    for (Signed.Signature s : signatures(signed)) {
      list.add(JsonObject.builder().put("keyid", s.keyId()).put("sig", s.sig()).build());
    }
    String signatures = JsonWriter.sorted(new JsonArray(list)).utf8();
    return Bytes.concat(
        List.of(
            SignedText.utf8(SignedText.SIGNATURES + signatures + SignedText.SIGNED),
            signed.asReadOnlyBuffer(),
            SignedText.utf8("}")));
  }

  private List<Signed.Signature> signatures(Bytes signed) throws IOException {
    List<Signed.Signature> all = new ArrayList<>();
    for (Named signer : signers) {
      all.add(new Signed.Signature(signer.keyId(), signer.key().sign(signed).hex()));
    }
    return all;
  }
}
