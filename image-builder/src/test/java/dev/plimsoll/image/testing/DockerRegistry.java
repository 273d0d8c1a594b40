package dev.plimsoll.image.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Debian's {@code docker-registry} on a free loopback port, with an empty folder. */
public final class DockerRegistry implements AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

  private final Process process;
  private final int port;

  private DockerRegistry(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one that keeps its files in {@code folder}. */
  public static DockerRegistry start(Path folder) throws IOException, InterruptedException {
    return start(folder, "");
  }

  /** As {@link #start}; only who is in {@code htpasswd}, with bcrypt, may do anything. */
  public static DockerRegistry startWithLogins(Path folder, String htpasswd)
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("htpasswd"), htpasswd);
    return start(folder, "auth: {htpasswd: {realm: tests, path: %s}}\n".formatted(file));
  }

  private static DockerRegistry start(Path folder, String more)
      throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path config = folder.resolve("registry.yml");
    Files.writeString(
        config,
        """
        version: 0.1
        log: {level: error}
        storage: {filesystem: {rootdirectory: %s}}
        http: {addr: "127.0.0.1:%d"}
        """
                .formatted(folder.resolve("registry"), port)
            + more);
    Process process =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("registry.log").toFile())
            .start();
    DockerRegistry registry = new DockerRegistry(process, port);
    registry.await(folder.resolve("registry.log"));
    return registry;
  }

  private void await(Path log) throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(STARTS_WITHIN);
    while (process.isAlive() && Instant.now().isBefore(deadline)) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        Thread.onSpinWait(); // it does not listen yet
      }
    }
    close();
    throw new IOException("docker-registry did not start: " + Files.readString(log));
  }

  /** {@code HOST:PORT}. */
  public String host() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
