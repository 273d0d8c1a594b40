package dev.plimsoll.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.testing.Cli;
import dev.plimsoll.cli.testing.Cli.Result;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.KeyFiles.Kind;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.TufKeys;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole ceremony as people type it: found, sign, delegate, rotate, revoke, export. */
final class TufCeremonyTest {
  private static final List<String> LONG = List.of("--expires-in", "7300");

  /** The clock of the command line in tests. */
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir private Path folder;
  private Path keys = Path.of("unset");
  private Path data = Path.of("unset");

  @BeforeEach
  void makesKeys() throws Exception {
    keys = folder.resolve("keys");
    data = folder.resolve("data");
    for (String name : List.of("alice", "bob", "carol", "dave")) {
      KeyFiles.loadOrCreate(keys, name, Kind.ED25519, new SecureRandom());
    }
    KeyFiles.loadOrCreate(keys, "manager", Kind.ECDSA_P256, new SecureRandom());
  }

  @Test
  void foundsARepository_withTwoOfThreeRootKeys() throws Exception {
    Result begun = init();
    assertThat(begun.out()).contains("root", "targets", "0 of 2", "0 of 1");

    assertThat(sign("root", "alice").out()).contains("1 signature missing");
    assertThat(sign("root", "alice").out()).contains("1 signature missing"); // nobody signs twice
    sign("root", "bob");
    assertThat(data.resolve("tuf/metadata/timestamp.json")).doesNotExist();
    assertThat(sign("targets", "carol").out()).contains("published targets version 1");

    Root root = refresh().trusted().root().signed();
    assertThat(root.role("root").threshold()).isEqualTo(2);
    Result status = tuf("status");
    assertThat(status.out()).contains("2 of", "build", "host-default").doesNotContain("PENDING");
  }

  @Test
  void refusesASignature_ofSomebodyElse_andOneOverOtherBytes() throws Exception {
    init();
    Result foreign = tryToSign("root", "dave");
    assertThat(foreign.code()).isEqualTo(ExitCode.WRONG);
    assertThat(foreign.err()).contains("none of those that may sign");

    Path other = payload("targets");
    Path signature = signFile(other, "alice");
    Result wrong = run("tuf", "add-signature", "root", signature.toString());
    assertThat(wrong.code()).isEqualTo(ExitCode.WRONG);
    assertThat(wrong.err()).contains("not one by key");
  }

  @Test
  void noServiceRuns_whileRootAndTargetsWait() throws Exception {
    init();
    Result run = run("release", "sha256:" + "0".repeat(64), "--key", key("manager"));

    assertThat(run.code()).isNotEqualTo(ExitCode.DONE);
    assertThat(run.err()).contains("wait for signatures");
    assertThat(data.resolve("offline")).doesNotExist(); // no development keys on the quiet
  }

  @Test
  void rotatesARootKey_byOldAndNewKeys() throws Exception {
    found();
    tuf("rotate", "root", "--add-key", pub("dave"), "--remove-key", id("alice"));
    assertThat(sign("root", "dave").out()).contains("missing");
    assertThat(sign("root", "bob").out()).contains("missing"); // of the old root still one
    assertThat(sign("root", "alice").out()).contains("published root version 2");

    assertThat(refresh().trusted().root().signed().role("root").keyIds())
        .contains(id("dave"))
        .doesNotContain(id("alice"));
    assertThat(tuf("status").out()).contains("root");
  }

  @Test
  void rotatesTheTargetsKey_withTargetsThatTheNewKeySigned() throws Exception {
    found();
    Result both = tuf("rotate", "targets", "--add-key", pub("dave"), "--remove-key", id("carol"));
    assertThat(both.out()).contains("root", "targets");
    sign("root", "alice");
    assertThat(sign("root", "bob").out()).contains("waits for a file that goes with it");
    assertThat(sign("targets", "dave").out()).contains("published targets version 2");

    assertThat(refresh().trusted().root().signed().role("targets").keyIds())
        .containsExactly(id("dave"));
    assertThat(tuf("status").out()).doesNotContain("PENDING");
  }

  @Test
  void delegatesToAHostRole_andRevokesTheManagersKey() throws Exception {
    found();
    KeyFiles.loadOrCreate(keys, "second", Kind.ECDSA_P256, new SecureRandom());
    tuf(
        "delegate",
        "host-kiosk",
        "--key",
        pub("manager"),
        "--key",
        pub("second"),
        "--threshold",
        "2");
    assertThat(sign("targets", "carol").out()).contains("published targets version 2");
    assertThat(tuf("status").out()).contains("host-kiosk", "2 of");

    Result tooFew = tryTuf("revoke-key", id("second"));
    assertThat(tooFew.code()).isEqualTo(ExitCode.WRONG);
    assertThat(tooFew.err()).contains("threshold 2 of 1");

    KeyFiles.loadOrCreate(keys, "third", Kind.ECDSA_P256, new SecureRandom());
    tuf("revoke-key", id("second"), "--replace-with", pub("third"));
    assertThat(sign("targets", "carol").out()).contains("published targets version 3");
    Result gone = tryTuf("revoke-key", id("second"));
    assertThat(gone.err()).contains("no role has key");
  }

  @Test
  void rotatesTheOnlineKeys_ofTimestampAndBuild() throws Exception {
    found();
    String timestampKey = refresh().trusted().root().signed().role("timestamp").keyIds().getFirst();
    tuf("rotate", "timestamp", "--online");
    sign("root", "alice");
    assertThat(sign("root", "bob").out()).contains("published root version 2");
    tuf("rotate", "build", "--online");
    assertThat(sign("targets", "carol").out()).contains("published targets version 2");

    Updater client = refresh(); // timestamp and snapshot are signed by the new keys
    assertThat(client.trusted().root().signed().role("timestamp").keyIds())
        .doesNotContain(timestampKey);
    assertThat(client.fetchDelegated("build").version()).isGreaterThan(1);
  }

  @Test
  void takesABareSignature_ofAnotherTool() throws Exception {
    init();
    SigningKey alice = KeyFiles.load(keys, "alice");
    Path bare = folder.resolve("bare.sig");
    Files.write(bare, alice.sign(Bytes.copyOf(Files.readAllBytes(payload("root")))).toArray());

    Result added = run("tuf", "add-signature", "root", bare.toString(), "--key", pub("alice"));
    assertThat(added.out()).contains("1 signature missing");
  }

  @Test
  void saysWhatRunsOut_andRenewsIt() throws Exception {
    found();
    Result due = tryTuf("expire-check", "--within", "36500");
    assertThat(due.code()).isEqualTo(ExitCode.DENIED);
    assertThat(due.out()).contains("root", "targets");

    tuf("renew", "targets");
    tuf("withdraw", "targets");
    tuf("renew", "targets");
    assertThat(sign("targets", "carol").out()).contains("published targets version 2");
  }

  @Test
  void exports_whatAnyStaticServerCarries() throws Exception {
    found();
    Path stick = folder.resolve("stick");
    tuf("export", "--to", stick.toString());

    Path metadata = stick.resolve("metadata");
    Updater client =
        Updater.of(
            TrustedStore.inMemory(
                Bytes.copyOf(Files.readAllBytes(metadata.resolve("1.root.json")))),
            MetadataSource.of(metadata),
            UpdaterLimits.STANDARD,
            NOW);
    client.refresh();
    assertThat(client.trusted().targets()).isPresent();
  }

  private Result init() {
    return tuf(
        "init",
        "--root-key",
        pub("alice"),
        "--root-key",
        pub("bob"),
        "--root-key",
        pub("carol"),
        "--root-threshold",
        "2",
        "--targets-key",
        pub("carol"),
        "--host",
        "default=" + pub("manager"));
  }

  private void found() throws Exception {
    init();
    sign("root", "alice");
    sign("root", "bob");
    sign("targets", "carol");
  }

  private Result sign(String role, String name) throws Exception {
    Result result = tryToSign(role, name);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.DONE);
    return result;
  }

  private Result tryToSign(String role, String name) throws Exception {
    return run("tuf", "add-signature", role, signFile(payload(role), name).toString());
  }

  private Path payload(String role) throws Exception {
    Path payload = Files.createTempFile(folder, role, ".payload");
    tuf("payload", role, "--out", payload.toString());
    return payload;
  }

  private Path signFile(Path payload, String name) throws Exception {
    Path signature = Files.createTempFile(folder, name, ".sig");
    Result signed =
        Cli.run(
            "tuf", "sign", payload.toString(), "--key", key(name), "--out", signature.toString());
    assertThat(signed.code()).as(signed.err()).isEqualTo(ExitCode.DONE);
    return signature;
  }

  private Result tuf(String... args) {
    Result result = tryTuf(args);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.DONE);
    return result;
  }

  private Result tryTuf(String... args) {
    List<String> all = new ArrayList<>(List.of("tuf"));
    all.addAll(List.of(args));
    if (List.of("init", "renew", "rotate", "delegate", "revoke-key").contains(args[0])) {
      all.addAll(LONG);
    }
    return run(all.toArray(String[]::new));
  }

  private Result run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--data", data.toString()));
    return Cli.run(all.toArray(String[]::new));
  }

  private Updater refresh() throws Exception {
    Path metadata = data.resolve("tuf/metadata");
    Bytes first = Bytes.copyOf(Files.readAllBytes(metadata.resolve("1.root.json")));
    assertThat(Signed.parse("1.root.json", first, Root::parse).signed().version()).isEqualTo(1);
    Updater client =
        Updater.of(
            TrustedStore.inMemory(first), MetadataSource.of(metadata), UpdaterLimits.STANDARD, NOW);
    client.refresh();
    return client;
  }

  private String pub(String name) {
    return keys.resolve(name + ".pub").toString();
  }

  private String key(String name) {
    return keys.resolve(name + ".key").toString();
  }

  private String id(String name) throws Exception {
    return TufKeys.of(KeyFiles.loadPublic(keys.resolve(name + ".pub"))).id();
  }
}
