package dev.plimsoll.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.server.StartupException.Cause;
import dev.plimsoll.server.WorkspaceConfig.DevelopmentKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that keeps the service from starting says so in one line. */
final class StartupTest {
  @TempDir Path data;

  @Test
  void refusesASecondService_onTheSameDirectory() throws Exception {
    try (TestService first = TestService.start(data)) {
      refused(
          () -> PlimsollServer.start(TestService.config(data)).close(),
          Cause.DATA_IN_USE,
          data.toString());
      assertThat(first.get("/healthz").statusCode()).isEqualTo(200);
      assertThat(Files.exists(data.resolve("service.json"))).isTrue();
    }
    assertThat(Files.exists(data.resolve("service.json"))).isFalse();
    TestService.start(data).close();
  }

  @Test
  void refusesAPortInUse_andFreesTheDirectory(@TempDir Path other) throws Exception {
    try (TestService first = TestService.start(data)) {
      ServerConfig taken = TestService.config(other).withPort(first.server.port());
      refused(
          () -> PlimsollServer.start(taken).close(),
          Cause.INPUT,
          Integer.toString(first.server.port()));
    }
    TestService.start(other).close();
  }

  @Test
  void refusesAnAddress_thatOthersReach() {
    refused(
        () -> PlimsollServer.start(TestService.config(data).withHost("0.0.0.0")).close(),
        Cause.INPUT,
        "0.0.0.0");
    refused(
        () -> PlimsollServer.start(TestService.config(data).withHost("no-such.invalid")).close(),
        Cause.INPUT,
        "no-such.invalid");
  }

  @Test
  void refusesASourceFolder_thatIsNotThere() {
    Path missing = data.resolve("missing");
    refused(
        () -> PlimsollServer.start(TestService.config(data).withSources(List.of(missing))).close(),
        Cause.INPUT,
        missing.toString());
  }

  @Test
  void refusesADatabase_thatIsNone() throws Exception {
    Files.writeString(data.resolve("plimsoll.db"), "this is no database, however long it is");
    refused(
        () -> Workspace.open(WorkspaceConfig.of(data)).close(),
        Cause.EVIDENCE,
        data.resolve("plimsoll.db").toString());
  }

  @Test
  void refusesADatabase_thatIsDamagedInTheMiddle() throws Exception {
    Workspace.open(WorkspaceConfig.of(data)).close();
    Path file = data.resolve("plimsoll.db");
    byte[] content = Files.readAllBytes(file);
    for (int i = 4096 + 100; i < content.length; i++) {
      content[i] = (byte) 0x5a;
    }
    Files.write(file, content);
    refused(
        () -> Workspace.open(WorkspaceConfig.of(data)).close(), Cause.EVIDENCE, file.toString());
  }

  @Test
  void refusesAKey_thatOthersMayRead() throws Exception {
    Workspace.open(WorkspaceConfig.of(data)).close();
    Path key = data.resolve("keys/verdict.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    refused(() -> Workspace.open(WorkspaceConfig.of(data)).close(), Cause.EVIDENCE, key.toString());
  }

  @Test
  void refusesAToken_thatOthersMayRead() throws Exception {
    TestService.start(data).close();
    Path token = data.resolve("admin.token");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-rw----"));
    refused(
        () -> PlimsollServer.start(TestService.config(data)).close(),
        Cause.EVIDENCE,
        token.toString());
  }

  @Test
  void refusesToMakeKeys_unlessItMay() {
    WorkspaceConfig strict = WorkspaceConfig.of(data).withDevelopmentKeys(DevelopmentKeys.REFUSE);
    refused(() -> Workspace.open(strict).close(), Cause.INPUT, "dev-init");
  }

  @Test
  void saysThatDevelopmentKeysWereMade_once() throws Exception {
    try (Workspace first = Workspace.open(WorkspaceConfig.of(data))) {
      assertThat(first.notices()).singleElement().asString().contains("DEVELOPMENT KEYS");
    }
    try (Workspace second =
        Workspace.open(WorkspaceConfig.of(data).withDevelopmentKeys(DevelopmentKeys.REFUSE))) {
      assertThat(second.notices()).isEmpty();
    }
  }

  @Test
  void needsNoOfflineKeys_afterTheFirstStart() throws Exception {
    Workspace.open(WorkspaceConfig.of(data)).close();
    try (var files = Files.list(data.resolve("offline"))) {
      for (Path key : files.toList()) {
        Files.delete(key);
      }
    }
    Files.delete(data.resolve("offline"));
    WorkspaceConfig strict = WorkspaceConfig.of(data).withDevelopmentKeys(DevelopmentKeys.REFUSE);
    try (Workspace again = Workspace.open(strict)) {
      assertThat(again.notices()).isEmpty();
      assertThat(again.tuf().metadataFiles()).containsKey("timestamp.json");
    }
    assertThat(Files.exists(data.resolve("offline"))).isFalse();
  }

  private static void refused(ThrowingCallable start, Cause cause, String named) {
    assertThatThrownBy(start)
        .isInstanceOfSatisfying(
            StartupException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(cause);
              assertThat(e).hasMessageContaining(named);
              assertThat(String.valueOf(e.getMessage())).doesNotContain("\n");
            });
  }
}
