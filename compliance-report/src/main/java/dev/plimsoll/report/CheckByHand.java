package dev.plimsoll.report;

import dev.plimsoll.report.RunEvidence.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Shell commands with which anyone checks the signatures of a run, without Plimsoll: curl and
 * sha256sum to fetch, openssl and jq, or cosign, to verify. Only digests, and keys and file names
 * of a harmless alphabet, get into the text, so it is safe to paste.
 *
 * @param fetch defines {@code blob} and writes the public keys
 * @param keys what was asked to be written but is no PEM public key, left out of {@code fetch}
 * @param message for a signature over an artifact's bytes; empty when the run has none
 * @param statement for a DSSE statement; empty when the run has none
 */
public record CheckByHand(String fetch, List<String> keys, String message, String statement) {
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN PUBLIC KEY-----\\R(?:[A-Za-z0-9+/=]{1,76}\\R)+-----END PUBLIC KEY-----\\s*");

  static CheckByHand of(RunEvidence evidence) {
    StringBuilder fetch =
        new StringBuilder(
            """
            PLIMSOLL=http://127.0.0.1:8480   # the service that holds the evidence
            blob() {                         # fetches a blob and checks its digest
              curl -fsS "$PLIMSOLL/v1/blobs/sha256:$1" -o "$1" && echo "$1  $1" | sha256sum -c --quiet
            }
            """);
    List<String> refused = new ArrayList<>();
    for (RunEvidence.PublicKey key : evidence.keys()) {
      if (PEM.matcher(key.pem()).matches()) {
        fetch
            .append("cat > ")
            .append(file(key))
            .append(" <<'PEM'\n")
            .append(key.pem().strip())
            .append("\nPEM\n");
      } else {
        refused.add(key.role());
      }
    }
    return new CheckByHand(
        fetch.toString(),
        refused,
        first(evidence, Signature.Form.MESSAGE).map(s -> message(evidence, s)).orElse(""),
        first(evidence, Signature.Form.DSSE).map(s -> statement(evidence, s)).orElse(""));
  }

  private static Optional<Signature> first(RunEvidence evidence, Signature.Form form) {
    return evidence.signatures().stream().filter(s -> s.form() == form).findFirst();
  }

  private static String file(RunEvidence.PublicKey key) {
    String name = key.role().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return "key-" + name + ".pem";
  }

  private static String keyFile(RunEvidence evidence, Signature signature) {
    return evidence.keys().stream()
        .filter(k -> k.keyId().equals(signature.keyId()))
        .findFirst()
        .map(CheckByHand::file)
        .orElse("KEY.pem");
  }

  private static String message(RunEvidence evidence, Signature s) {
    return """
        KEY=%s
        ARTIFACT=%s
        BUNDLE=%s
        blob $ARTIFACT; blob $BUNDLE
        jq -r .messageSignature.signature $BUNDLE | base64 -d > sig
        openssl dgst -sha256 -verify $KEY -signature sig $ARTIFACT
        # or, the same with cosign 3 (the bundle has no log entry yet, hence the flag):
        cosign verify-blob --insecure-ignore-tlog --key $KEY --bundle $BUNDLE $ARTIFACT
        """
        .formatted(keyFile(evidence, s), s.subject().hex(), s.bundle().hex());
  }

  /** DSSE v1.0.2: what is signed is {@code DSSEv1 LEN(type) type LEN(payload) payload}. */
  private static String statement(RunEvidence evidence, Signature s) {
    return """
        KEY=%s
        BUNDLE=%s
        blob $BUNDLE
        TYPE=$(jq -r .dsseEnvelope.payloadType $BUNDLE)
        jq -r .dsseEnvelope.payload $BUNDLE | base64 -d > payload
        jq -r '.dsseEnvelope.signatures[0].sig' $BUNDLE | base64 -d > sig
        { printf 'DSSEv1 %%d %%s %%d ' ${#TYPE} "$TYPE" $(stat -c %%s payload); cat payload; } > pae
        openssl dgst -sha256 -verify $KEY -signature sig pae
        jq . payload   # what was signed: subjects and predicate
        """
        .formatted(keyFile(evidence, s), s.bundle().hex());
  }
}
