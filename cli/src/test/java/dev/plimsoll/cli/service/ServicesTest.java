package dev.plimsoll.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.cli.outcome.CommandFailure;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServicesTest {
  @TempDir private Path data = Path.of("");

  private void serviceFile(String address, long pid) throws Exception {
    Files.writeString(
        data.resolve("service.json"), "{\"address\":\"" + address + "\",\"pid\":" + pid + "}");
  }

  @Test
  void running_isFoundWithItsToken() throws Exception {
    serviceFile("http://127.0.0.1:8480", ProcessHandle.current().pid());
    Files.writeString(data.resolve("admin.token"), "secret\n");
    assertThat(Services.find(data))
        .contains(new ServiceAddress(URI.create("http://127.0.0.1:8480"), Optional.of("secret")));
  }

  @Test
  void deadProcess_isNoService() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    serviceFile("http://127.0.0.1:8480", ended.pid());
    assertThat(Services.find(data)).isEmpty();
  }

  @Test
  void noFile_isNoService() throws Exception {
    assertThat(Services.find(data)).isEmpty();
    assertThat(Services.find(data.resolve("absent"))).isEmpty();
  }

  @Test
  void fileThatIsNotOurs_isNamed() throws Exception {
    Files.writeString(data.resolve("service.json"), "{\"pid\":\"x\"}");
    assertThatThrownBy(() -> Services.find(data))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(data.resolve("service.json").toString());
    serviceFile("not a URI", ProcessHandle.current().pid());
    assertThatThrownBy(() -> Services.find(data))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("not a URI");
  }
}
