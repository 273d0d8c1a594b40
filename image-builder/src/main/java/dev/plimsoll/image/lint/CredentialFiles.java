package dev.plimsoll.image.lint;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Secrets that only the name of their file gives away: shadow, netrc, docker, kubeconfig, git. */
final class CredentialFiles {
  private static final Pattern SHADOW = Pattern.compile("(?:^|.*/)etc/g?shadow-?");
  private static final Pattern PASSWD = Pattern.compile("(?:^|.*/)etc/passwd-?");
  private static final Pattern NETRC = Pattern.compile("(?:^|.*/)[._]netrc");
  private static final Pattern DOCKER =
      Pattern.compile(
          "(?:^|.*/)(?:\\.docker/config\\.json|\\.dockercfg|\\.dockerconfigjson|containers/auth\\.json)");
  private static final Pattern KUBECONFIG =
      Pattern.compile("(?:^|.*/)(?:\\.kube/config|[^/]*kubeconfig[^/]*|kubernetes/[a-z-]+\\.conf)");
  private static final Pattern GIT = Pattern.compile("(?:^|.*/)\\.git-credentials");
  private static final Pattern PGPASS = Pattern.compile("(?:^|.*/)\\.pgpass");
  private static final Pattern PYPIRC = Pattern.compile("(?:^|.*/)\\.pypirc");

  private static final Pattern NETRC_PASSWORD = Pattern.compile("\\bpassword\\s{1,10}(\\S{1,200})");
  private static final Pattern DOCKER_AUTH =
      Pattern.compile(
          "\"(?:auth|identitytoken|registrytoken|password)\"\\s{0,20}:\\s{0,20}\"([^\"]{1,8192})\"");
  private static final Pattern KUBE_TOKEN =
      Pattern.compile(
          "(?:^|[\\s{,])\"?(?:token|password)\"?:[ \\t]{0,10}[\"']?([^\\s\"']{4,8192})");
  private static final Pattern URL_PASSWORD =
      Pattern.compile("://[^\\s:/@]{1,100}:([^\\s@/]{1,300})@");
  private static final Pattern PASSWORD_LINE =
      Pattern.compile("\\bpassword\\s{0,10}[=:]\\s{0,10}(\\S{1,200})");

  private CredentialFiles() {}

  /** Hears of one secret: its kind, where it begins, its value. */
  interface Hearer {
    void found(String kind, int at, String value);
  }

  static void scan(String path, String text, Hearer hearer) {
    if (SHADOW.matcher(path).matches()) {
      accounts(text, hearer, Account.SHADOW);
    } else if (PASSWD.matcher(path).matches()) {
      accounts(text, hearer, Account.PASSWD);
    } else if (NETRC.matcher(path).matches()) {
      each(NETRC_PASSWORD, "netrc-password", text, hearer);
    } else if (DOCKER.matcher(path).matches()) {
      each(DOCKER_AUTH, "registry-credentials", text, hearer);
    } else if (KUBECONFIG.matcher(path).matches() && text.contains("clusters")) {
      each(KUBE_TOKEN, "kubeconfig-token", text, hearer);
    } else if (GIT.matcher(path).matches()) {
      each(URL_PASSWORD, "git-credentials", text, hearer);
    } else if (PGPASS.matcher(path).matches()) {
      pgpass(text, hearer);
    } else if (PYPIRC.matcher(path).matches()) {
      each(PASSWORD_LINE, "pypi-password", text, hearer);
    }
  }

  private enum Account {
    SHADOW,
    PASSWD
  }

  private static void each(Pattern pattern, String kind, String text, Hearer hearer) {
    Matcher m = pattern.matcher(text);
    while (m.find()) {
      hearer.found(kind, m.start(), m.group(1));
    }
  }

  /**
   * The second field of an account: a hash is a secret, nothing at all lets anyone in (passwd(5),
   * shadow(5)); what begins with {@code !} or {@code *} locks it, {@code x} points to shadow.
   */
  private static void accounts(String text, Hearer hearer, Account file) {
    int at = 0;
    for (String line : text.split("\n", -1)) {
      String[] fields = line.split(":", 4);
      if (fields.length >= 3 && !fields[0].isEmpty() && !fields[0].startsWith("#")) {
        String password = fields[1];
        if (password.isEmpty()) {
          hearer.found("empty-password", at, "");
        } else if (isHash(password, file)) {
          hearer.found("password-hash", at, password);
        }
      }
      at += line.length() + 1;
    }
  }

  private static boolean isHash(String password, Account file) {
    boolean locked = password.startsWith("!") || password.startsWith("*");
    boolean elsewhere = file == Account.PASSWD && password.length() < 8;
    // thirteen characters are crypt(3) of old; shorter ones can never match a password
    return !locked && !elsewhere && (password.startsWith("$") || password.length() >= 13);
  }

  private static void pgpass(String text, Hearer hearer) {
    int at = 0;
    for (String line : text.split("\n", -1)) {
      String[] fields = line.split(":", 5);
      if (fields.length == 5 && !line.startsWith("#") && !fields[4].isBlank()) {
        hearer.found("postgres-password", at, fields[4]);
      }
      at += line.length() + 1;
    }
  }
}
