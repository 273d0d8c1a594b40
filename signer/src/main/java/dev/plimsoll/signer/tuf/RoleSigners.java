package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
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
    StringBuilder head = new StringBuilder("{\"signatures\":[");
    for (Signed.Signature s : signatures(signed)) {
      head.append(head.charAt(head.length() - 1) == '}' ? "," : "")
          .append("{\"keyid\":\"")
          .append(s.keyId())
          .append("\",\"sig\":\"")
          .append(s.sig())
          .append("\"}");
    }
    return JsonText.join(
        Bytes.ofUtf8(head.append("],\"signed\":").toString()), signed, Bytes.ofUtf8("}"));
  }

  private List<Signed.Signature> signatures(Bytes signed) throws IOException {
    List<Signed.Signature> all = new ArrayList<>();
    for (Named signer : signers) {
      all.add(new Signed.Signature(signer.keyId(), signer.key().sign(signed).hex()));
    }
    return all;
  }
}
