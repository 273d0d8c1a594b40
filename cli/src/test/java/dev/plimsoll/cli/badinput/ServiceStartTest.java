package dev.plimsoll.cli.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.service.ServerStarter;
import dev.plimsoll.cli.testing.Cli;
import dev.plimsoll.cli.testing.LocalService;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why a service does not start is told in one line. */
final class ServiceStartTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void portInUse_isNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Cli.Result result =
          Cli.run("serve", "--dev-keys", "--data", data().toString(), "--port", port);
      assertThat(result.code()).isEqualTo(ExitCode.WRONG);
      assertThat(result.errLines()).singleElement().asString().contains(port, "in use");
      assertThat(data().resolve("service.json")).doesNotExist();
    }
  }

  @Test
  void secondServer_isRefused_andTheFirstGoesOn() throws Exception {
    try (ServerStarter.Running first = LocalService.start(data(), 0, folder)) {
      Cli.Result second =
          Cli.run("serve", "--dev-keys", "--data", data().toString(), "--port", "0");
      assertThat(second.code()).isEqualTo(ExitCode.WRONG);
      assertThat(second.errLines())
          .singleElement()
          .asString()
          .contains(data().toString(), "belongs to a running service");
      assertThat(Files.readString(data().resolve("service.json")))
          .contains(first.address().toString());
      assertThat(Cli.run("keys", "list", "--data", data().toString()).code())
          .isEqualTo(ExitCode.DONE);
    }
    assertThat(data().resolve("service.json")).doesNotExist();
  }

  @Test
  void corruptDatabase_isNamed_andLeftAlone() throws Exception {
    LocalService.start(data(), 0, folder).close();
    Path database = data().resolve("plimsoll.db");
    byte[] garbage = new byte[8192];
    java.util.Arrays.fill(garbage, (byte) 0x5a);
    Files.write(database, garbage);
    Cli.Result result = Cli.run("serve", "--dev-keys", "--data", data().toString(), "--port", "0");
    assertThat(result.code()).isEqualTo(ExitCode.EVIDENCE);
    assertThat(result.errLines()).singleElement().asString().contains(database.toString());
    assertThat(Files.readAllBytes(database)).isEqualTo(garbage);
  }

  @Test
  void keyThatOthersMayRead_isRefused() throws Exception {
    LocalService.start(data(), 0, folder).close();
    Path key = data().resolve("keys").resolve("verdict.key");
    Files.setPosixFilePermissions(
        key, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    Cli.Result result = Cli.run("serve", "--data", data().toString(), "--port", "0");
    assertThat(result.code()).isEqualTo(ExitCode.EVIDENCE);
    assertThat(result.errLines()).singleElement().asString().contains(key.toString(), "600");
  }

  @Test
  void noOfflineKeys_andNoLeaveToMakeThem_isRefused() {
    Cli.Result result = Cli.run("serve", "--data", data().toString(), "--port", "0");
    assertThat(result.code()).isNotIn(ExitCode.DONE, ExitCode.INTERNAL);
    assertThat(result.errLines()).singleElement().asString().contains("keys");
  }

  @Test
  void otherAddressThanLoopback_isRefused() {
    Cli.Result result =
        Cli.run("serve", "--dev-keys", "--data", data().toString(), "--host", "0.0.0.0");
    assertThat(result.code()).isEqualTo(ExitCode.WRONG);
    assertThat(result.errLines()).singleElement().asString().contains("0.0.0.0", "loopback");
  }

  @Test
  void wrongArguments_areNamed() {
    Cli.Result port = Cli.run("serve", "--port", "70000");
    assertThat(port.code()).isEqualTo(ExitCode.WRONG);
    assertThat(port.errLines()).containsExactly("plimsoll: --port is 70000, wanted 0 to 65535");
    Cli.Result sources = Cli.run("serve", "--sources", folder + "/absent");
    assertThat(sources.errLines())
        .containsExactly("plimsoll: --sources " + folder + "/absent: no such directory");
    Cli.Result server =
        Cli.run("revoke", "--server", "ftp://x", "--reason", "r", "sha256:" + "0".repeat(64));
    assertThat(server.code()).isEqualTo(ExitCode.WRONG);
    assertThat(server.errLines())
        .singleElement()
        .asString()
        .contains("ftp://x", "http://HOST:PORT");
  }

  private Path data() {
    return folder.resolve("data");
  }
}
