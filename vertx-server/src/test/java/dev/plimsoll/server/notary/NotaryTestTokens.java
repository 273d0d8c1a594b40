package dev.plimsoll.server.notary;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Tokens that a service with {@link #config} takes, as of the machine's clock. */
public final class NotaryTestTokens {
  private NotaryTestTokens() {}

  public static NotaryConfig.Tokens config(Path directory) throws Exception {
    Path bundle = Files.write(directory.resolve("ca.pem"), NotaryTokensTest.resource("ca.crt"));
    return new NotaryConfig.Tokens("https://auth/token", "auth", "notary", bundle);
  }

  /**
   * For one collection.
   *
   * @param actions between two quotes
   */
  public static String token(String gun, String actions) throws Exception {
    String header =
        "{\"alg\":\"ES256\",\"x5c\":[\"" + NotaryTokensTest.certificate("leaf") + "\"]}";
    String claims =
        "{\"iss\":\"auth\",\"aud\":\"notary\",\"exp\":"
            + Instant.now().plusSeconds(300).getEpochSecond()
            + ",\"access\":[{\"type\":\"repository\",\"name\":\""
            + gun
            + "\",\"actions\":[\""
            + actions
            + "\"]}]}";
    return NotaryTokensTest.token(header, claims, "leaf");
  }
}
