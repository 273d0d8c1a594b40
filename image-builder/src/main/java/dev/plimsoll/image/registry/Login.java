package dev.plimsoll.image.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What one may log in with. Its text form shows nothing of it. */
public sealed interface Login {
  /** A name and a password. */
  record Password(String user, String secret) implements Login {
    /** The value of a {@code Basic} header (RFC 7617). */
    String basic() {
      byte[] text = (user + ":" + secret).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(text);
    }

    @Override
    public String toString() {
      return "Password[…]";
    }
  }

  /** A refresh token, which the token server changes for a short-lived one. */
  record IdentityToken(String secret) implements Login {
    @Override
    public String toString() {
      return "IdentityToken[…]";
    }
  }

  /** A token that the registry itself takes. */
  record RegistryToken(String secret) implements Login {
    @Override
    public String toString() {
      return "RegistryToken[…]";
    }
  }
}
