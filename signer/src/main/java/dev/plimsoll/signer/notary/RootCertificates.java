package dev.plimsoll.signer.notary;

import dev.plimsoll.formats.notary.NotaryFile;
import dev.plimsoll.formats.notary.NotaryKey;
import dev.plimsoll.formats.notary.NotaryRoles;
import dev.plimsoll.formats.notary.NotaryRoot;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.verifier.notary.NotarySignatures;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * Notary's root keys are certificates whose common name is the collection: so a root cannot be
 * pushed to another collection than the one it was made for.
 */
final class RootCertificates {
  /** Clocks of key holders differ; Notary's clients grant a day, too. */
  private static final Duration EARLY = Duration.ofDays(1);

  private RootCertificates() {}

  /** Ids of a root's own keys that signed it and are certificates of {@code gun}, valid now. */
  static List<String> signers(Gun gun, NotaryFile<NotaryRoot> root, Instant now) {
    Role role = root.signed().role(NotaryRoles.ROOT);
    List<String> valid =
        role.keyIds().stream()
            .filter(
                id ->
                    Optional.ofNullable(root.signed().keys().get(id))
                        .filter(key -> isOf(gun, key, now))
                        .isPresent())
            .toList();
    return NotarySignatures.signers(root, new Role(valid, role.threshold()), root.signed().keys());
  }

  private static boolean isOf(Gun gun, NotaryKey key, Instant now) {
    if (!key.isCertificate()) {
      return false;
    }
    try {
      X509Certificate leaf =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(key.publicBytes().openStream());
      return !leaf.getNotBefore().toInstant().isAfter(now.plus(EARLY))
          && leaf.getNotAfter().toInstant().isAfter(now)
          && commonName(leaf).filter(gun.name()::equals).isPresent();
    } catch (GeneralSecurityException e) {
      return false; // no certificate
    }
  }

  private static Optional<String> commonName(X509Certificate leaf) {
    try {
      return new LdapName(leaf.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(r -> r.getType().equalsIgnoreCase("CN"))
              .map(r -> String.valueOf(r.getValue()))
              .findFirst();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
