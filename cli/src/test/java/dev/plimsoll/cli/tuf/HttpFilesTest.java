package dev.plimsoll.cli.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that take their time. */
@Timeout(30)
class HttpFilesTest {
  private static final HttpLimits QUICK =
      new HttpLimits(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofMillis(300),
          Duration.ofMillis(200),
          100_000);

  /** Sends {@code head} at once and then {@code drop} every ten milliseconds, for ever. */
  private static ServerSocket dripping(String head, String drop) throws IOException {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try (Socket socket = server.accept()) {
                OutputStream out = socket.getOutputStream();
                out.write(head.getBytes(StandardCharsets.US_ASCII));
                while (true) {
                  out.write(drop.getBytes(StandardCharsets.US_ASCII));
                  out.flush();
                  LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                }
              } catch (IOException e) {
                // the client has gone, as it should
              }
            });
    return server;
  }

  private static HttpFiles files(ServerSocket server) {
    return new HttpFiles("http://127.0.0.1:" + server.getLocalPort(), QUICK);
  }

  @Test
  void slowHeaders_endTheRequest() throws Exception {
    try (ServerSocket server = dripping("HTTP/1.1 200 OK\r\nX-Long: ", "x")) {
      assertThatThrownBy(() -> files(server).open("timestamp.json"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no whole headers within 300 ms");
    }
  }

  @Test
  void slowBody_endsTheRequest() throws Exception {
    try (ServerSocket server = dripping("HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", "x");
        InputStream in = files(server).open("timestamp.json").orElseThrow()) {
      assertThatThrownBy(() -> in.readNBytes(99_999))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the least is 100000 bytes a second");
    }
  }

  @Test
  void nobodyThere_isOneLine() throws Exception {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    HttpFiles files = files(server);
    server.close();

    assertThatThrownBy(() -> files.open("timestamp.json"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("timestamp.json");
  }

  @Test
  void noHttp_isAnError() throws Exception {
    try (ServerSocket server = dripping("SSH-2.0-x\r\n", "\r\n")) {
      assertThatThrownBy(() -> files(server).open("timestamp.json"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void quote_keepsSlashesOnly() {
    assertThat(Mirrors.quote("a/b c?#%é")).isEqualTo("a/b%20c%3F%23%25%C3%A9");
  }
}
