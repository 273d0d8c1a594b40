package dev.plimsoll.cli.notary;

import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates out of PEM files that the user names. */
public final class ServerCa {
  private static final long MAX_BYTES = 1 << 20;

  private ServerCa() {}

  /** One or more X.509 certificates. */
  public static List<X509Certificate> certificates(Path file) throws IOException, FormatException {
    if (Files.size(file) > MAX_BYTES) {
      throw new FormatException(file.toString(), "larger than " + MAX_BYTES + " bytes");
    }
    List<X509Certificate> all = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        all.add((X509Certificate) c);
      }
    } catch (GeneralSecurityException e) {
      throw new FormatException(file + ": no PEM certificates", e);
    }
    if (all.isEmpty()) {
      throw new FormatException(file.toString(), "no certificate in it; wanted PEM");
    }
    return all;
  }

  /** TLS that trusts the certificates of {@code file} and nothing else. */
  public static SSLContext tls(Path file) throws IOException, FormatException {
    List<X509Certificate> trusted = certificates(file);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < trusted.size(); i++) {
        store.setCertificateEntry("ca" + i, trusted.get(i));
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new FormatException(file + ": cannot be trusted for TLS: " + e.getMessage(), e);
    }
  }
}
