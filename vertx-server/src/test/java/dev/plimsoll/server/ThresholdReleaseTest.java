package dev.plimsoll.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.KeyFiles.Kind;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.release.PointerSigner;
import dev.plimsoll.signer.release.PointerSigner.Previous;
import dev.plimsoll.signer.release.PointerSigner.RoleState;
import dev.plimsoll.signer.release.ReleaseSigner;
import dev.plimsoll.verifier.tuf.TufKeys;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host role with two managers, both of whom must sign. */
final class ThresholdReleaseTest {
  @TempDir Path data;
  private TestService service;
  private SigningKey first;
  private SigningKey second;
  private Digest image;
  private String rootHash;

  @BeforeEach
  void start() throws Exception {
    Path offline = data.resolve("offline");
    OfflineKeyFiles.create(offline, new SecureRandom());
    first = KeyFiles.load(offline, "release");
    second =
        KeyFiles.loadOrCreate(
            data.resolve("elsewhere"), "second", Kind.ECDSA_P256, new SecureRandom());
    Path keys = Files.createDirectories(data.resolve("keys"));
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(
        keys.resolve("release.pub"),
        first.publicKey().toPem().utf8() + second.publicKey().toPem().utf8());
    service = TestService.start(data);
    delegateToBoth();
    JsonObject run = service.run(TestService.ALLOWED);
    image = Digest.parse(run.string("image"));
    rootHash = service.getJson("/v1/images/" + image).string("rootHash");
  }

  @AfterEach
  void stop() {
    service.close();
  }

  /** What the targets role's holders sign when they name the managers. */
  private void delegateToBoth() throws Exception {
    Workspace workspace = service.server.workspace();
    SigningKey targetsKey = KeyFiles.load(workspace.data().offlineKeys(), "targets");
    Targets before =
        targets(workspace.tuf().current("targets").orElseThrow().base64()).orElseThrow().signed();
    Map<String, Key> keys = new LinkedHashMap<>(before.delegations().orElseThrow().keys());
    List<DelegatedRole> roles = new ArrayList<>();
    List<String> managers = new ArrayList<>();
    for (SigningKey manager : List.of(first, second)) {
      Key key = TufKeys.of(manager.publicKey());
      keys.put(key.id(), key);
      managers.add(key.id());
    }
    roles.add(
        new DelegatedRole(
            "host-default",
            new Role(managers, 2),
            List.of(new PathPattern("host/default/*")),
            List.of(),
            true));
    before.delegations().orElseThrow().roles().stream()
        .filter(r -> !r.name().equals("host-default"))
        .forEach(roles::add);
    Targets next =
        new Targets(
            before.version() + 1,
            before.expires(),
            Map.of(),
            Optional.of(Delegations.of(keys, roles)));
    // the published file has one signature, so a new one by both goes with the delegation
    Targets empty = new Targets(2, before.expires(), Map.of(), Optional.empty());
    workspace
        .tuf()
        .accept(
            Map.of(
                "targets", sign(next, targetsKey).file(),
                "host-default", sign(empty, first, second).file()),
            Instant.now());
  }

  private static Signed<Targets> sign(Targets file, SigningKey... keys) throws Exception {
    List<Signed.Signature> signatures = new ArrayList<>();
    for (SigningKey key : keys) {
      signatures.add(
          new Signed.Signature(
              TufKeys.of(key.publicKey()).id(), key.sign(Signed.toBeSigned(file)).hex()));
    }
    return Signed.of(file, signatures);
  }

  private static Optional<Signed<Targets>> targets(String base64) throws Exception {
    return Optional.of(Signed.parse("targets", Bytes.parseBase64(base64), Targets::parse));
  }

  private Signed<Targets> point(SigningKey manager, ReleasePointer pointer) throws Exception {
    JsonObject state = service.getJson("/v1/releases/default");
    Optional<String> pending = state.findString("pending");
    return new PointerSigner(manager)
        .point(
            new RoleState(
                "default",
                targets(state.string("targets")).orElseThrow().signed(),
                targets(state.string("published")),
                pending.isPresent() ? targets(pending.get()) : Optional.empty()),
            pointer,
            Previous.RETIRED,
            Instant.now());
  }

  private HttpResponse<String> release(SigningKey manager) throws Exception {
    ReleasePointer pointer = new ReleasePointer(image, 0, "tiny", image.hex());
    return service.post(
        "/v1/releases",
        "application/json",
        "{\"statements\":[\""
            + new ReleaseSigner(manager)
                .sign(new ReleaseStatement(image, rootHash, "default", 0, 1, Instant.now()))
                .encode()
                .base64()
            + "\"],\"pointers\":[{\"file\":\""
            + point(manager, pointer).file().base64()
            + "\",\"target\":\""
            + pointer.encode().base64()
            + "\"}]}");
  }

  private String state() throws Exception {
    return service.getJson("/v1/images/" + image).string("state");
  }

  @Test
  void waitsForTheSecondManager_andThenIsInForce() throws Exception {
    HttpResponse<String> waiting = release(first);
    assertThat(waiting.statusCode()).as(waiting.body()).isEqualTo(202);
    assertThat(waiting.body()).contains("\"state\":\"pending\"", "\"signed\":1", "\"threshold\":2");
    assertThat(release(first).statusCode()).isEqualTo(202); // the same manager counts once
    assertThat(state()).isEqualTo("published");

    HttpResponse<String> done = release(second);
    assertThat(done.statusCode()).as(done.body()).isEqualTo(201);
    assertThat(done.body()).contains("\"state\":\"released\"");
    assertThat(state()).isEqualTo("released");
    HttpResponse<String> again = release(second);
    assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
  }

  @Test
  void secondManager_signsNothingElseAlong() throws Exception {
    release(first);
    Digest other = Bytes.ofUtf8("another image").digest();

    assertThatThrownBy(() -> point(second, new ReleasePointer(other, 0, "tiny", other.hex())))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("waits for signatures and says something else");
  }

  @Test
  void strangerIsNoManager() throws Exception {
    SigningKey stranger =
        KeyFiles.loadOrCreate(
            data.resolve("elsewhere"), "stranger", Kind.ECDSA_P256, new SecureRandom());

    assertThatThrownBy(() -> point(stranger, new ReleasePointer(image, 0, "tiny", image.hex())))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("none of its managers'");
  }
}
