package dev.plimsoll.image.lint;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Forms of secrets that can be told by their looks. Cheap literals stand before each regular
 * expression, so that text without them costs a search each. All quantifiers are bounded.
 */
enum SecretPattern {
  ENCRYPTED_PRIVATE_KEY(
      "-----BEGIN ENCRYPTED PRIVATE KEY-----(?:[ \\t\\r\\n]|\\\\n){0,4}[A-Za-z0-9+/]{32,128}",
      "-----BEGIN ENCRYPTED PRIVATE KEY-----"),
  PRIVATE_KEY(
      "-----BEGIN (?:RSA |EC |DSA |OPENSSH |PGP )?PRIVATE KEY(?: BLOCK)?-----"
          + "(?:[ \\t\\r\\n]|\\\\n|[A-Za-z-]{1,20}: [^\\n]{0,100}\\n){0,12}[A-Za-z0-9+/]{32,128}",
      "PRIVATE KEY"),
  PUTTY_PRIVATE_KEY("PuTTY-User-Key-File-[23]: [^\\n]{3,60}", "PuTTY-User-Key-File-"),
  AGE_SECRET_KEY("AGE-SECRET-KEY-1[0-9A-Z]{58}", "AGE-SECRET-KEY-1"),
  AWS_ACCESS_KEY("(?<![A-Za-z0-9])A[KS]IA[0-9A-Z]{16}(?![A-Za-z0-9])", "AKIA", "ASIA"),
  AWS_SECRET_KEY(
      "(?:aws_secret_access_key|AWS_SECRET_ACCESS_KEY|SecretAccessKey)[\"' ]{0,3}[=:][\"' ]{0,3}"
          + "([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])",
      "aws_secret_access_key",
      "AWS_SECRET_ACCESS_KEY",
      "SecretAccessKey"),
  GITHUB_TOKEN(
      "(?<![A-Za-z0-9_])gh[pousr]_[A-Za-z0-9]{36,251}", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
  GITHUB_FINE_GRAINED_TOKEN("github_pat_[A-Za-z0-9_]{22,244}", "github_pat_"),
  GITLAB_TOKEN(
      "(?<![A-Za-z0-9_])gl(?:pat|dt|rt|cbt|ptt|agent|soat)-[A-Za-z0-9_-]{20,100}",
      "glpat-",
      "gldt-",
      "glrt-",
      "glcbt-",
      "glptt-",
      "glagent-",
      "glsoat-"),
  SLACK_TOKEN("(?<![A-Za-z0-9_])xox[abeoprs](?:\\.[a-z]{3})?-[A-Za-z0-9-]{10,250}", "xox"),
  SLACK_WEBHOOK(
      "hooks\\.slack\\.com/(?:services|workflows)/[A-Za-z0-9_/]{20,100}", "hooks.slack.com"),
  GOOGLE_API_KEY("(?<![A-Za-z0-9_])AIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])", "AIza"),
  STRIPE_KEY("(?<![A-Za-z0-9_])[rs]k_live_[0-9A-Za-z]{20,247}", "k_live_"),
  NPM_TOKEN("(?<![A-Za-z0-9_])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])", "npm_"),
  NPM_REGISTRY_TOKEN("_authToken[\"' ]{0,3}=[\"' ]{0,3}([^\\s\"'$]{8,200})", "_authToken"),
  JSON_WEB_TOKEN(
      "(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,4096}\\.eyJ[A-Za-z0-9_-]{8,8192}"
          + "\\.[A-Za-z0-9_-]{10,2048}",
      "eyJ"),
  KUBECONFIG_KEY("client-key-data[\"']?:[\"' ]{0,3}([A-Za-z0-9+/=]{40,16384})", "client-key-data");

  private final Pattern pattern;
  private final List<String> literals;

  SecretPattern(String regex, String... literals) {
    this.pattern = Pattern.compile(regex);
    this.literals = List.of(literals);
  }

  static List<SecretPattern> all() {
    return Arrays.asList(values());
  }

  boolean mayBeIn(String text) {
    return literals.stream().anyMatch(text::contains);
  }

  /** Its first group, where there is one, is the secret; else all of the match. */
  Pattern pattern() {
    return pattern;
  }
}
