package dev.plimsoll.verifier.notary;

import dev.plimsoll.formats.Bytes;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * The certificate that a Notary key is: a leaf, and behind it the CAs between it and a pinned one.
 *
 * @param leaf first in the bundle, no CA
 * @param intermediates the others, all CAs
 */
record RootCertificate(X509Certificate leaf, List<X509Certificate> intermediates) {
  private static final int MAX_CERTIFICATES = 10; // of one bundle
  private static final int RSA_LEAST_BITS = 2048;

  /** Clocks of key holders differ; Notary's clients grant a day, too. */
  private static final Duration EARLY = Duration.ofDays(1);

  RootCertificate {
    intermediates = List.copyOf(intermediates);
  }

  /** Reads a PEM bundle; empty when it is not one leaf followed by CAs. */
  static Optional<RootCertificate> find(Bytes pem) {
    try {
      List<X509Certificate> all = new ArrayList<>();
      for (Certificate c :
          CertificateFactory.getInstance("X.509").generateCertificates(pem.openStream())) {
        all.add((X509Certificate) c);
      }
      boolean chain =
          !all.isEmpty()
              && all.size() <= MAX_CERTIFICATES
              && all.subList(1, all.size()).stream().allMatch(c -> c.getBasicConstraints() >= 0);
      return chain
          ? Optional.of(new RootCertificate(all.getFirst(), all.subList(1, all.size())))
          : Optional.empty();
    } catch (GeneralSecurityException e) {
      return Optional.empty(); // a broken certificate is no key; others may reach the threshold
    }
  }

  /**
   * Whether it may be a root key of {@code gun}: an end certificate whose common name is the
   * collection, or a prefix of it followed by {@code *}, strong enough and not of tomorrow.
   */
  boolean isFor(String gun, Instant now) {
    return leaf.getBasicConstraints() < 0
        && names(gun)
        && isStrong()
        && !leaf.getNotBefore().toInstant().isAfter(now.plus(EARLY));
  }

  boolean isExpired(Instant now) {
    return leaf.getNotAfter().toInstant().isBefore(now);
  }

  String subject() {
    return leaf.getSubjectX500Principal().getName();
  }

  private boolean names(String gun) {
    String name = commonName().orElse("");
    return name.endsWith("*") && name.length() > 1
        ? gun.startsWith(name.substring(0, name.length() - 1))
        : name.equals(gun);
  }

  Optional<String> commonName() {
    try {
      for (Rdn rdn : new LdapName(subject()).getRdns()) {
        if (rdn.getType().equalsIgnoreCase("CN")) {
          return Optional.of(String.valueOf(rdn.getValue()));
        }
      }
    } catch (InvalidNameException e) {
      return Optional.empty(); // a name that is none names no collection
    }
    return Optional.empty();
  }

  private boolean isStrong() {
    boolean sha1 = leaf.getSigAlgName().toUpperCase(Locale.ROOT).startsWith("SHA1");
    return !sha1
        && (!(leaf.getPublicKey() instanceof RSAPublicKey rsa)
            || rsa.getModulus().bitLength() >= RSA_LEAST_BITS);
  }

  /** Whether one of {@code authorities} issued it (RFC 5280 §6), through the intermediates. */
  boolean isIssuedBy(List<X509Certificate> authorities, Instant now) {
    Set<TrustAnchor> anchors = new HashSet<>();
    authorities.forEach(a -> anchors.add(new TrustAnchor(a, null)));
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(leaf);
    List<X509Certificate> known = new ArrayList<>(intermediates);
    known.add(leaf);
    try {
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
      parameters.setRevocationEnabled(false); // Notary has no revocation but a new root
      parameters.setDate(Date.from(now));
      CertPathBuilder.getInstance("PKIX").build(parameters);
      return true;
    } catch (GeneralSecurityException e) {
      return false; // no path
    }
  }
}
