package dev.plimsoll.image.plan;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonNumber;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import dev.plimsoll.image.source.LocalPaths;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.SeccompSetting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds and checks a seccomp profile: {@code linux.seccomp} of OCI runtime-spec 1.2.1
 * (config-linux.md, Seccomp). A profile in Docker's own form ({@code archMap}, {@code includes}) is
 * refused: the runtime would not see its conditions.
 */
final class SeccompProfile {
  private static final String DEFAULT = "/dev/plimsoll/image/seccomp-default.json";
  private static final int MAX_SIZE = 1 << 20;
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);
  private static final Set<String> KEYS =
      Set.of(
          "defaultAction",
          "defaultErrnoRet",
          "architectures",
          "flags",
          "listenerPath",
          "listenerMetadata",
          "syscalls");
  private static final Set<String> RULE_KEYS = Set.of("names", "action", "errnoRet", "args");
  private static final Set<String> ARGUMENT_KEYS = Set.of("index", "value", "valueTwo", "op");
  private static final Set<String> ACTIONS =
      Set.of(
          "SCMP_ACT_KILL",
          "SCMP_ACT_KILL_PROCESS",
          "SCMP_ACT_KILL_THREAD",
          "SCMP_ACT_TRAP",
          "SCMP_ACT_ERRNO",
          "SCMP_ACT_TRACE",
          "SCMP_ACT_ALLOW",
          "SCMP_ACT_LOG",
          "SCMP_ACT_NOTIFY");
  private static final Set<String> OPERATORS =
      Set.of(
          "SCMP_CMP_NE",
          "SCMP_CMP_LT",
          "SCMP_CMP_LE",
          "SCMP_CMP_EQ",
          "SCMP_CMP_GE",
          "SCMP_CMP_GT",
          "SCMP_CMP_MASKED_EQ");
  private static final Pattern ARCHITECTURE = Pattern.compile("SCMP_ARCH_[A-Z0-9_]{2,20}");
  private static final Pattern SYSCALL = Pattern.compile("[a-z0-9_]{2,64}");

  private final String what;

  private SeccompProfile(String what) {
    this.what = what;
  }

  /** The profile for {@code setting}; none when the container is unconfined. */
  static Optional<JsonObject> of(Located<SeccompSetting> setting, LocalPaths paths)
      throws FormatException, IOException {
    return switch (setting.value()) {
      case SeccompSetting.Unconfined u -> Optional.empty();
      case SeccompSetting.Default d -> Optional.of(standard());
      case SeccompSetting.Profile p -> {
        Path file = paths.resolve(p.path().value(), p.path());
        String what =
            p.path().at() + ": seccomp profile " + FormatException.quote(p.path().value());
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_SIZE) {
          throw new FormatException(what, "wanted a file of at most " + MAX_SIZE + " bytes");
        }
        yield Optional.of(parse(what, Bytes.copyOf(Files.readAllBytes(file))));
      }
    };
  }

  /** The strict profile that comes with Plimsoll. */
  static JsonObject standard() throws FormatException, IOException {
    try (InputStream in =
        Optional.ofNullable(SeccompProfile.class.getResourceAsStream(DEFAULT)).orElseThrow()) {
      return parse("the default seccomp profile", Bytes.copyOf(in.readAllBytes()));
    }
  }

  static JsonObject parse(String what, Bytes text) throws FormatException {
    JsonObject profile = READER.parse(what, text).asObject(what);
    new SeccompProfile(what).check(profile);
    return profile;
  }

  private void check(JsonObject profile) throws FormatException {
    known(profile, KEYS, "");
    action(profile, "defaultAction", "");
    number(profile, "defaultErrnoRet", "", 4095);
    for (JsonValue one : profile.arrayOrEmpty("architectures")) {
      String name = one.asString(what + ": architectures");
      if (!ARCHITECTURE.matcher(name).matches()) {
        throw wrong("architectures", name, "wanted a name such as SCMP_ARCH_X86_64");
      }
    }
    for (JsonValue one : profile.arrayOrEmpty("flags")) {
      one.asString(what + ": flags");
    }
    List<JsonValue> rules = profile.arrayOrEmpty("syscalls");
    for (int i = 0; i < rules.size(); i++) {
      rule(rules.get(i).asObject(what + ": syscalls[" + i + "]"), "syscalls[" + i + "].");
    }
  }

  private void rule(JsonObject rule, String path) throws FormatException {
    known(rule, RULE_KEYS, path);
    if (rule.arrayOrEmpty("names").isEmpty()) {
      throw new FormatException(what, path + "names: wanted at least one system call");
    }
    for (JsonValue name : rule.array("names")) {
      String text = name.asString(what + ": " + path + "names");
      if (!SYSCALL.matcher(text).matches()) {
        throw wrong(path + "names", text, "wanted the name of a system call");
      }
    }
    action(rule, "action", path);
    number(rule, "errnoRet", path, 4095);
    for (JsonValue one : rule.arrayOrEmpty("args")) {
      JsonObject argument = one.asObject(what + ": " + path + "args");
      known(argument, ARGUMENT_KEYS, path + "args.");
      number(argument, "index", path + "args.", 5);
      String operator = argument.string("op");
      if (!OPERATORS.contains(operator)) {
        throw wrong(path + "args.op", operator, "wanted an operator such as SCMP_CMP_EQ");
      }
    }
  }

  private void known(JsonObject object, Set<String> keys, String path) throws FormatException {
    for (String key : object.members().keySet()) {
      if (!keys.contains(key)) {
        throw new FormatException(
            what,
            path
                + key
                + ": not a key of the OCI runtime-spec's form"
                + (key.equals("archMap") || key.equals("includes") || key.equals("excludes")
                    ? "; this is Docker's, write the rules out"
                    : ""));
      }
    }
  }

  private void action(JsonObject object, String key, String path) throws FormatException {
    Optional<JsonValue> action = object.find(key);
    if (action.isEmpty() || !(action.get() instanceof JsonString s)) {
      throw new FormatException(what, path + key + ": wanted an action such as SCMP_ACT_ALLOW");
    }
    if (!ACTIONS.contains(s.value())) {
      throw wrong(path + key, s.value(), "wanted an action such as SCMP_ACT_ALLOW");
    }
  }

  private void number(JsonObject object, String key, String path, long most)
      throws FormatException {
    Optional<JsonValue> number = object.find(key);
    if (number.isEmpty()) {
      return;
    }
    boolean fits =
        number.get() instanceof JsonNumber n && n.longValue() >= 0 && n.longValue() <= most;
    if (!fits) {
      throw new FormatException(what, path + key + ": wanted a number from 0 to " + most);
    }
  }

  private FormatException wrong(String path, String found, String wanted) {
    return new FormatException(
        what, path + ": found " + FormatException.quote(found) + "; " + wanted);
  }
}
