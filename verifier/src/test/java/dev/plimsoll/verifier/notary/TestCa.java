package dev.plimsoll.verifier.notary;

import dev.plimsoll.formats.Bytes;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** A certificate authority that is one key. */
final class TestCa {
  private final String name;
  private final KeyPair pair = TestSigner.pair("secp256r1");

  TestCa(String name) {
    this.name = name;
  }

  X509Certificate certificate() throws CertificateException {
    String pem =
        TestCertificates.pem(
            new TestCertificates.Subject(name, pair.getPublic(), TestCertificates.Kind.CA),
            NotarySimulator.VALID,
            name,
            pair.getPrivate());
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(Bytes.ofUtf8(pem).openStream());
  }

  TestSigner issue(String commonName) {
    TestSigner bare = TestSigner.ecdsa("secp256r1");
    return bare.certified(
        TestCertificates.pem(
            new TestCertificates.Subject(
                commonName, bare.pair().getPublic(), TestCertificates.Kind.LEAF),
            NotarySimulator.VALID,
            name,
            pair.getPrivate()));
  }
}
