package dev.plimsoll.image.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.image.lint.SecretScanner.Secret;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretScannerTest {
  private static final String KEY_LINE =
      "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";

  private static List<String> kinds(String path, String text) {
    return SecretScanner.scan(path, text).stream().map(Secret::kind).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "-----BEGIN RSA PRIVATE KEY-----, private-key",
    "-----BEGIN PRIVATE KEY-----, private-key",
    "-----BEGIN OPENSSH PRIVATE KEY-----, private-key",
    "-----BEGIN ENCRYPTED PRIVATE KEY-----, encrypted-private-key"
  })
  void privateKey_isFound_whereItBegins(String header, String kind) {
    List<Secret> found = SecretScanner.scan("a", "one\ntwo\n" + header + "\n" + KEY_LINE + "\n");

    assertThat(found).hasSize(1);
    assertThat(found.getFirst().kind()).isEqualTo(kind);
    assertThat(found.getFirst().line()).isEqualTo(3);
  }

  @Test
  void privateKey_isFound_inJsonAndWithHeaders() {
    assertThat(kinds("a", "{\"k\": \"-----BEGIN PRIVATE KEY-----\\n" + KEY_LINE + "\\n\"}"))
        .containsExactly("private-key");
    assertThat(
            kinds(
                "a",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\n"
                    + KEY_LINE))
        .containsExactly("private-key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTU",
        "the AKIA prefix",
        "XAKIAABCDEFGHIJKLMNOP",
        "ghp_short",
        "eyJhbGciOiJIUzI1NiJ9.notjson",
        "aws_secret_access_key = ${KEY}"
      })
  void text_isNoSecret_whenItOnlyLooksLikeOne(String text) {
    assertThat(SecretScanner.scan("etc/x", text)).isEmpty();
  }

  @Test
  void tokens_areFound() {
    assertThat(kinds("a", "id = AKIAABCDEFGHIJKLMNOP\n")).containsExactly("aws-access-key");
    assertThat(kinds("a", "aws_secret_access_key = " + "a1/+".repeat(10)))
        .containsExactly("aws-secret-key");
    assertThat(kinds("a", "t=ghp_" + "a1B2".repeat(9))).containsExactly("github-token");
    assertThat(kinds("a", "github_pat_" + "a".repeat(30)))
        .containsExactly("github-fine-grained-token");
    assertThat(kinds("a", "glpat-" + "x".repeat(20))).containsExactly("gitlab-token");
    assertThat(kinds("a", "xoxb-" + "1234567890-abc")).containsExactly("slack-token");
    assertThat(kinds("a", "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlMTIz"))
        .containsExactly("json-web-token");
  }

  @Test
  void shadow_tellsHashesAndEmptyPasswords_butNoLockedAccount() {
    String shadow =
        "root:$6$salt$"
            + "h".repeat(86)
            + ":19000:0:99999:7:::\nopen::19000::::::\n"
            + "daemon:*:19000:0:::::\nx:!$6$locked:1::::::\nnone:!:1::::::\n";

    List<Secret> found = SecretScanner.scan("containers/services/a/lower/etc/shadow", shadow);

    assertThat(found).extracting(Secret::kind).containsExactly("password-hash", "empty-password");
    assertThat(found).extracting(Secret::line).containsExactly(1, 2);
    assertThat(kinds("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")).isEmpty();
    assertThat(kinds("etc/passwd", "root:$1$abc$defghi:0:0::/:/bin/sh\n"))
        .containsExactly("password-hash");
    assertThat(kinds("etc/passwd", "root::0:0::/:/bin/sh\n")).containsExactly("empty-password");
  }

  @Test
  void credentialFiles_areKnown_byName() {
    assertThat(kinds("root/.netrc", "machine h login u\npassword hunter22\n"))
        .containsExactly("netrc-password");
    assertThat(
            kinds("root/.docker/config.json", "{\"auths\":{\"r\":{\"auth\": \"dXNlcjpwYXNz\"}}}"))
        .containsExactly("registry-credentials");
    assertThat(kinds("root/.kube/config", "clusters: []\nusers:\n- user:\n    token: abcdef\n"))
        .containsExactly("kubeconfig-token");
    assertThat(kinds("root/.git-credentials", "https://me:secret@host\n"))
        .containsExactly("git-credentials");
    assertThat(kinds("etc/other", "machine h login u password hunter22")).isEmpty();
  }

  @Test
  void secret_isNeverTold() {
    String token = "ghp_" + "Zz09".repeat(9);

    assertThat(SecretScanner.scan("a", token).toString()).doesNotContain(token.substring(4));
    assertThat(SecretScanner.scan("a", token).getFirst().digest()).hasSize(12);
  }

  @Test
  void scan_isLinear_onHostileText() {
    String text =
        ("eyJaaaaaaaa.".repeat(30_000) + "-----BEGIN PRIVATE KEY-----\n".repeat(20_000))
            .substring(0, 900_000);

    Assertions.assertTimeout(Duration.ofSeconds(5), () -> SecretScanner.scan("a", text));
  }
}
