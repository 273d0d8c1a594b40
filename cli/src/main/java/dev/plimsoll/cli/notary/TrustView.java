package dev.plimsoll.cli.notary;

import dev.plimsoll.cli.terminal.Paint;
import dev.plimsoll.cli.terminal.Table;
import dev.plimsoll.cli.terminal.Table.Ink;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.notary.NotaryKey;
import dev.plimsoll.formats.notary.NotaryRoles;
import dev.plimsoll.formats.notary.NotarySigned;
import dev.plimsoll.formats.notary.NotaryTargets;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.verifier.notary.NotaryPublicKey;
import dev.plimsoll.verifier.notary.NotaryRole;
import dev.plimsoll.verifier.notary.NotaryTrust;
import dev.plimsoll.verifier.notary.RootAnchor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Verified trust data of one collection, for people and for programs. */
public final class TrustView {
  private static final int SHORT = 12; // characters of a key id

  private TrustView() {}

  /** One line that says why the root is trusted, or that nothing proves it. */
  public static String anchor(NotaryTrust trust) {
    return switch (trust.anchor()) {
      case RootAnchor.Pinned p ->
          "root trusted by pinned certificate " + p.id() + " (root version " + p.version() + ")";
      case RootAnchor.IssuedByCa ca -> "root trusted by pinned CA, which issued " + ca.subject();
      case RootAnchor.Remembered r -> "root trusted by remembered root version " + r.version();
      case RootAnchor.FirstUse f ->
          "root TRUSTED ON FIRST USE, nothing proves that it is the publisher's; compare its key"
              + " ids with the publisher's: "
              + String.join(", ", f.rootKeys());
    };
  }

  /** Roles, then targets. */
  public static String table(NotaryTrust trust, Paint paint) {
    Table roles = new Table("ROLE", "VERSION", "EXPIRES", "THRESHOLD", "KEYS", "PATHS");
    for (String name : NotaryRoles.TOP_LEVEL) {
      if (!name.equals(NotaryRoles.TARGETS)) {
        NotarySigned signed = topLevel(trust, name);
        Role role = trust.root().signed().role(name);
        roles.row(
            Ink.NONE,
            name,
            Long.toString(signed.version()),
            signed.expires().toString(),
            Long.toString(role.threshold()),
            keys(role),
            "");
      }
    }
    Table targets = new Table("TARGET", "ROLE", "SIZE", "SHA256");
    for (NotaryRole role : trust.roles()) {
      Optional<NotaryTargets> file = role.file().map(f -> f.signed());
      roles.row(
          file.isEmpty() ? Ink.DOUBTFUL : Ink.NONE,
          role.name(),
          file.map(f -> Long.toString(f.version())).orElse("-"),
          file.map(f -> f.expires().toString()).orElse("nothing signed"),
          Long.toString(role.role().threshold()),
          keys(role.role()),
          role.paths().contains("") ? "all" : String.join(" ", role.paths()));
      role.targets()
          .forEach(
              (name, t) ->
                  targets.row(Ink.NONE, name, role.name(), Long.toString(t.length()), hash(t)));
      role.strayTargets()
          .forEach(
              name ->
                  targets.row(Ink.BAD, name, role.name(), "-", "outside its paths: not trusted"));
    }
    return roles.render(paint) + "\n" + targets.render(paint);
  }

  private static String hash(TargetFile target) {
    String sha256 = target.hashes().get("sha256");
    return sha256 == null ? String.valueOf(target.hashes()) : sha256;
  }

  private static String keys(Role role) {
    return String.join(
        " ",
        role.keyIds().stream()
            .map(id -> id.length() > SHORT ? id.substring(0, SHORT) : id)
            .toList());
  }

  private static NotarySigned topLevel(NotaryTrust trust, String role) {
    return switch (role) {
      case NotaryRoles.ROOT -> trust.root().signed();
      case NotaryRoles.SNAPSHOT -> trust.snapshot().signed();
      default -> trust.timestamp().signed();
    };
  }

  /**
   * {@code {"gun","trust":{"by",…},"roles":[{"name","version","expires","threshold","keys":
   * [{"id","type","certificateExpires"}],"paths","targets":[{"name","length","hashes","custom"}],
   * "untrustedTargets"}]}}; hashes in hex.
   */
  public static JsonObject json(NotaryTrust trust) {
    List<JsonValue> roles = new ArrayList<>();
    Map<String, NotaryKey> keys = trust.root().signed().keys();
    for (String name : NotaryRoles.TOP_LEVEL) {
      if (!name.equals(NotaryRoles.TARGETS)) {
        NotarySigned signed = topLevel(trust, name);
        roles.add(role(name, Optional.of(signed), trust.root().signed().role(name), keys).build());
      }
    }
    for (NotaryRole role : trust.roles()) {
      List<JsonValue> targets = new ArrayList<>();
      role.targets().forEach((name, t) -> targets.add(target(role, name, t)));
      roles.add(
          role(role.name(), role.file().map(f -> f.signed()), role.role(), role.keys())
              .putStrings("paths", role.paths())
              .put("targets", targets)
              .putStrings("untrustedTargets", role.strayTargets())
              .build());
    }
    return JsonObject.builder()
        .put("gun", trust.gun())
        .put("trust", anchorJson(trust.anchor()))
        .put("roles", roles)
        .build();
  }

  private static JsonObject anchorJson(RootAnchor anchor) {
    JsonObject.Builder json = JsonObject.builder();
    return switch (anchor) {
      case RootAnchor.Pinned p ->
          json.put("by", "pinned-certificate")
              .put("keyid", p.id())
              .put("rootVersion", p.version())
              .build();
      case RootAnchor.IssuedByCa ca ->
          json.put("by", "pinned-ca").put("subject", ca.subject()).build();
      case RootAnchor.Remembered r ->
          json.put("by", "remembered-root").put("rootVersion", r.version()).build();
      case RootAnchor.FirstUse f ->
          json.put("by", "first-use").putStrings("rootKeys", f.rootKeys()).build();
    };
  }

  private static JsonObject.Builder role(
      String name, Optional<? extends NotarySigned> file, Role role, Map<String, NotaryKey> keys) {
    JsonObject.Builder json = JsonObject.builder().put("name", name);
    file.ifPresent(f -> json.put("version", f.version()).put("expires", f.expires().toString()));
    List<JsonValue> ids = new ArrayList<>();
    for (String id : role.keyIds()) {
      JsonObject.Builder key = JsonObject.builder().put("id", id);
      Optional<NotaryKey> listed = Optional.ofNullable(keys.get(id));
      listed.ifPresent(k -> key.put("type", k.keyType()));
      listed
          .flatMap(NotaryPublicKey::find)
          .flatMap(NotaryPublicKey::certificateEnd)
          .ifPresent(end -> key.put("certificateExpires", end.toString()));
      ids.add(key.build());
    }
    return json.put("threshold", role.threshold()).put("keys", ids);
  }

  private static JsonObject target(NotaryRole role, String name, TargetFile target) {
    JsonObject.Builder hashes = JsonObject.builder();
    target.hashes().forEach(hashes::put);
    JsonObject.Builder json =
        JsonObject.builder()
            .put("name", name)
            .put("length", target.length())
            .put("hashes", hashes.build());
    JsonValue plain =
        role.file().map(f -> f.signed().plainCustom().get(name)).orElse(target.custom());
    return json.put("custom", plain).build();
  }
}
