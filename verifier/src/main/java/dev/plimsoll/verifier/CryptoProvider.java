package dev.plimsoll.verifier;

import java.security.Provider;
import org.conscrypt.Conscrypt;

/**
 * The JCA provider of every signature operation: Conscrypt, named at each call.
 *
 * <p>It is never registered with the JVM: provider order is global state that any library may
 * change under us, and the JDK's own ECDSA is seven times slower.
 */
public final class CryptoProvider {
  private static final Provider CONSCRYPT = Conscrypt.newProvider();

  private CryptoProvider() {}

  /** The one Conscrypt instance; thread-safe. */
  public static Provider conscrypt() {
    return CONSCRYPT;
  }
}
