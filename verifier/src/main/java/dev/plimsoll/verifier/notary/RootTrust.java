package dev.plimsoll.verifier.notary;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/** What makes the root of a collection trusted when no root of it is remembered. */
public sealed interface RootTrust {
  /**
   * Root key ids that were learnt elsewhere: lower hex, as {@code notary key list} and {@code
   * trust_pinning.certs} have them. The chain of roots leads from a pinned one to the newest.
   */
  record PinnedCertificates(Set<String> ids) implements RootTrust {
    public PinnedCertificates {
      ids = Set.copyOf(ids);
    }
  }

  /** Certificates of CAs that issued the root certificate, as {@code trust_pinning.ca}. */
  record PinnedCa(List<X509Certificate> authorities) implements RootTrust {
    public PinnedCa {
      authorities = List.copyOf(authorities);
    }
  }

  /** Trust on first use: whoever answers the first time is believed. Has to be asked for. */
  record FirstUse() implements RootTrust {}
}
