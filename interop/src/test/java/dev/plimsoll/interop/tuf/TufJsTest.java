package dev.plimsoll.interop.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.interop.peer.Peer;
import dev.plimsoll.interop.peer.Peer.Run;
import dev.plimsoll.signer.testing.FixedKeys;
import dev.plimsoll.signer.tuf.TufRepository;
import dev.plimsoll.signer.tuf.TufRepository.NewTarget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tuf-js 6.0.2 as a client of our repository; it reads the machine's clock, so this test does. */
class TufJsTest {
  private static final String TARGET = "img/web/1.0";
  private static final Bytes CONTENT = Bytes.ofUtf8("{\"schemaVersion\":2}");

  @TempDir private Path directory;
  private Optional<TufServer> server = Optional.empty();

  @AfterEach
  void stop() {
    server.ifPresent(TufServer::close);
  }

  private TufServer serve(Instant made) throws Exception {
    Path home = directory.resolve("repository");
    TufRepository.initialise(home, FixedKeys.tufOffline(), FixedKeys.tufOnline(), made);
    TufRepository repository = TufRepository.open(home, FixedKeys.tufOnline());
    TufServer started = new TufServer(repository);
    server = Optional.of(started);
    repository.publish(List.of(target(CONTENT)), made);
    started.add(CONTENT);
    Files.createDirectories(directory.resolve("client/targets"));
    Files.write(
        directory.resolve("client/root.json"),
        Optional.ofNullable(started.metadata().get("1.root.json")).orElseThrow().toArray());
    return started;
  }

  private static NewTarget target(Bytes content) {
    JsonObject custom =
        JsonObject.builder()
            .put(
                "plimsoll", JsonObject.builder().put("bundle", content.digest().toString()).build())
            .build();
    return new NewTarget("build", TARGET, content.size(), content.digest(), custom);
  }

  private Run update(TufServer from, String... target) throws Exception {
    Peer js = Peer.ofNode(TufJsTest.class, "update.cjs", directory);
    return js.run(
        Stream.concat(
                Stream.of(
                    directory.resolve("client").toString(),
                    from.metadataUrl().toString(),
                    directory.resolve("client/targets").toString(),
                    from.targetsUrl().toString()),
                Arrays.stream(target))
            .toArray(String[]::new));
  }

  private static void assertRefused(Run run, String error) {
    assertThat(run.output()).contains("REFUSED " + error);
    assertThat(run.exit()).isEqualTo(1);
  }

  @Test
  void refreshes_andDownloadsADelegatedTarget() throws Exception {
    TufServer from = serve(Instant.now());

    Run run = update(from, TARGET);

    assertThat(run.output()).endsWith("UPDATED\n");
    assertThat(run.exit()).isZero();
    assertThat(Digest.of(Files.readAllBytes(directory.resolve("client/targets/downloaded"))))
        .isEqualTo(CONTENT.digest());
  }

  @Test
  void followsASecondPublication() throws Exception {
    TufServer from = serve(Instant.now());
    assertThat(update(from, TARGET).exit()).isZero();
    Bytes second = Bytes.ofUtf8("second");
    from.add(second);
    TufRepository.open(directory.resolve("repository"), FixedKeys.tufOnline())
        .publish(List.of(target(second)), Instant.now());
    from.close();
    TufServer again =
        new TufServer(TufRepository.open(directory.resolve("repository"), FixedKeys.tufOnline()));
    server = Optional.of(again);
    again.add(second);

    assertThat(update(again, TARGET).exit()).isZero();
    assertThat(Files.readString(directory.resolve("client/targets/downloaded")))
        .isEqualTo("second");
  }

  @Test
  void refusesATargetOfOtherBytes() throws Exception {
    TufServer from = serve(Instant.now());
    Bytes evil = Bytes.ofUtf8("{\"schemaVersion\":3}");
    from.replace("/targets/img/web/" + CONTENT.digest().hex() + ".1.0", evil);

    assertRefused(update(from, TARGET), "LengthOrHashMismatchError");
  }

  @Test
  void refusesChangedMetadata() throws Exception {
    TufServer from = serve(Instant.now());
    String good = Optional.ofNullable(from.metadata().get("2.build-06.json")).orElseThrow().utf8();
    from.replace(
        "/metadata/2.build-06.json",
        Bytes.ofUtf8(good.replace(CONTENT.digest().hex(), Bytes.ofUtf8("x").digest().hex())));

    Run run = update(from, TARGET);
    assertRefused(run, "RuntimeError");
    assertThat(run.output()).contains("build-06 was signed by 0/1 keys");
  }

  @Test
  void refusesARollback() throws Exception {
    TufServer from = serve(Instant.now());
    Bytes old = Optional.ofNullable(from.metadata().get("timestamp.json")).orElseThrow();
    Bytes next = Bytes.ofUtf8("next");
    TufRepository repository =
        TufRepository.open(directory.resolve("repository"), FixedKeys.tufOnline());
    repository.publish(List.of(target(next)), Instant.now());
    from.close();
    TufServer again = new TufServer(repository);
    server = Optional.of(again);
    assertThat(update(again).exit()).isZero();

    again.replace("/metadata/timestamp.json", old);

    assertRefused(update(again), "BadVersionError");
  }

  @Test
  void refusesAFreeze() throws Exception {
    TufServer from = serve(Instant.now().minus(Duration.ofDays(2)));

    assertRefused(update(from), "ExpiredMetadataError");
  }

  @Test
  void acceptsARenewedRepository() throws Exception {
    TufServer from = serve(Instant.now().minus(Duration.ofDays(100)));
    from.close();
    TufRepository repository =
        TufRepository.open(directory.resolve("repository"), FixedKeys.tufOnline());
    repository.renewIfDue(Instant.now());
    TufServer again = new TufServer(repository);
    server = Optional.of(again);
    again.add(CONTENT);

    Run run = update(again, TARGET);

    assertThat(run.output()).endsWith("UPDATED\n");
    assertThat(
            Files.readString(
                directory.resolve("client/targets/downloaded"), StandardCharsets.UTF_8))
        .isEqualTo(CONTENT.utf8());
  }
}
