package dev.plimsoll.signer.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.notary.NotaryDelegation;
import dev.plimsoll.formats.notary.NotaryFile;
import dev.plimsoll.formats.notary.NotaryKey;
import dev.plimsoll.formats.notary.NotaryRoles;
import dev.plimsoll.formats.notary.NotaryRoot;
import dev.plimsoll.formats.notary.NotarySigned;
import dev.plimsoll.formats.notary.NotaryTargets;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.verifier.Pem;
import java.io.InputStream;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Somebody with a key, ECDSA P-256, who makes files as Notary's client does. */
final class NotaryPerson {
  static final Instant END = Instant.parse("2036-01-01T00:00:00Z");

  private final PrivateKey secret;
  final NotaryKey key;

  private NotaryPerson(PrivateKey secret, NotaryKey key) {
    this.secret = secret;
    this.key = key;
  }

  static NotaryPerson bare() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    return new NotaryPerson(
        pair.getPrivate(),
        new NotaryKey(NotaryKey.ECDSA, Bytes.copyOf(pair.getPublic().getEncoded())));
  }

  /** {@code root1} and {@code root2}: certificates of {@code plimsoll/web}, to the year 2126. */
  static NotaryPerson certified(String name) throws Exception {
    byte[] pem = resource(name + ".key");
    PrivateKey secret =
        KeyFactory.getInstance("EC")
            .generatePrivate(
                new PKCS8EncodedKeySpec(Pem.parse(name, "PRIVATE KEY", pem).getFirst()));
    return new NotaryPerson(
        secret, new NotaryKey(NotaryKey.ECDSA_X509, Bytes.copyOf(resource(name + ".crt"))));
  }

  private static byte[] resource(String name) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(NotaryPerson.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }

  NotaryFile.Signature sign(NotarySigned signed) throws Exception {
    Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
    signer.initSign(secret);
    signer.update(signed.toBeSigned().toArray());
    return new NotaryFile.Signature(key.id(), "ecdsa", Bytes.copyOf(signer.sign()));
  }

  static Bytes file(NotarySigned signed, NotaryPerson... signers) throws Exception {
    List<NotaryFile.Signature> signatures = new ArrayList<>();
    for (NotaryPerson signer : signers) {
      signatures.add(signer.sign(signed));
    }
    return NotaryFile.of(signed, signatures).file();
  }

  /** A root with one key a role. */
  static NotaryRoot root(
      long version, NotaryKey root, NotaryKey targets, NotaryKey snapshot, NotaryKey timestamp) {
    Map<String, NotaryKey> keys = new LinkedHashMap<>();
    List.of(root, targets, snapshot, timestamp).forEach(k -> keys.put(k.id(), k));
    Map<String, Role> roles = new LinkedHashMap<>();
    roles.put(NotaryRoles.ROOT, new Role(List.of(root.id()), 1));
    roles.put(NotaryRoles.TARGETS, new Role(List.of(targets.id()), 1));
    roles.put(NotaryRoles.SNAPSHOT, new Role(List.of(snapshot.id()), 1));
    roles.put(NotaryRoles.TIMESTAMP, new Role(List.of(timestamp.id()), 1));
    return new NotaryRoot(version, END, false, keys, roles);
  }

  static NotaryTargets targets(long version, String... names) {
    return targets(version, Map.of(), names);
  }

  /** Targets that delegate everything to each of {@code delegates}. */
  static NotaryTargets targets(long version, Map<String, NotaryPerson> delegates, String... names) {
    Map<String, TargetFile> targets = new LinkedHashMap<>();
    for (String name : names) {
      targets.put(name, TargetFile.of(3, Digest.of(new byte[3]), JsonObject.builder().build()));
    }
    Map<String, NotaryKey> keys = new LinkedHashMap<>();
    List<NotaryDelegation> roles = new ArrayList<>();
    delegates.forEach(
        (role, who) -> {
          keys.put(who.key.id(), who.key);
          roles.add(new NotaryDelegation(role, new Role(List.of(who.key.id()), 1), List.of("")));
        });
    return new NotaryTargets(version, END, targets, Map.of(), keys, roles);
  }
}
