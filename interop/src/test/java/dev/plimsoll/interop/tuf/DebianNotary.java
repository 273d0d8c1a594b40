package dev.plimsoll.interop.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.interop.peer.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Debian's {@code notary-server} in memory on loopback, and its {@code notary} client. */
final class DebianNotary implements AutoCloseable {
  private static final String PASSPHRASE = "correct horse";
  private static final long TIMEOUT_SECONDS = 60;

  private final Path directory;
  private final Process server;
  private final URI url;
  private final HttpClient http = HttpClient.newHttpClient();

  DebianNotary(Path directory) throws IOException, InterruptedException {
    for (String program : List.of("notary", "notary-server", "openssl")) {
      Peer.ofPath(program);
    }
    this.directory = Files.createDirectories(directory);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path config = directory.resolve("server.json");
    Files.writeString(
        config,
        "{\"server\":{\"http_addr\":\"127.0.0.1:"
            + port
            + "\"},\"trust_service\":{\"type\":\"local\"},\"logging\":{\"level\":\"error\"},"
            + "\"storage\":{\"backend\":\"memory\"}}");
    this.url = URI.create("http://127.0.0.1:" + port);
    this.server =
        new ProcessBuilder("notary-server", "-config=" + config)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("server.log").toFile())
            .start();
    await();
  }

  private void await() throws IOException, InterruptedException {
    for (int i = 0; i < 200; i++) {
      try {
        http.send(HttpRequest.newBuilder(url.resolve("/v2/")).build(), BodyHandlers.discarding());
        return;
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(50); // another process's start can only be polled for
      }
    }
    fail("notary-server did not start: %s", Files.readString(directory.resolve("server.log")));
  }

  URI url() {
    return url;
  }

  Bytes get(String gun, String name) throws IOException, InterruptedException {
    var answer =
        http.send(
            HttpRequest.newBuilder(url.resolve("/v2/" + gun + "/_trust/tuf/" + name)).build(),
            BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).as(name).isEqualTo(200);
    return Bytes.copyOf(answer.body());
  }

  /** Runs the client; {@code yes} is what it reads where it asks. */
  String notary(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("notary", "-s", url.toString(), "-d", directory.resolve("trust").toString()));
    command.addAll(Arrays.asList(arguments));
    return run(command);
  }

  String run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "run", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    for (String role : List.of("ROOT", "TARGETS", "SNAPSHOT", "DELEGATION")) {
      builder.environment().put("NOTARY_" + role + "_PASSPHRASE", PASSPHRASE);
    }
    Process process = builder.start();
    try (var in = process.outputWriter()) {
      in.write("yes\n");
    } catch (IOException e) {
      // it asked nothing, and has ended
    }
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return fail("%s did not end", command);
    }
    String text = Files.readString(output);
    assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
    return text;
  }

  Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  /** A P-256 key {@code NAME.key} in PKCS#8 and a certificate {@code NAME.crt} for it. */
  void person(String name) throws IOException, InterruptedException {
    run(
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-keyout",
            name + ".key",
            "-out",
            name + ".crt",
            "-days",
            "3000",
            "-subj",
            "/CN=" + name));
    protect(directory.resolve(name + ".key"));
    run(
        List.of(
            "openssl", "ec", "-in", name + ".key", "-out", name + ".sec1")); // what notary imports
  }

  /** The collection's targets key out of the client's key store, as plain PKCS#8. */
  Path targetsKey(String gun, String name) throws IOException, InterruptedException {
    Path plain = directory.resolve(name + ".key");
    String wanted = new String(Files.readAllBytes(newestTargetsKey(gun)));
    Path pem =
        write(
            name + ".pem",
            String.join(
                "\n", wanted.lines().filter(l -> !l.contains(": ") && !l.isEmpty()).toList()));
    run(
        List.of(
            "openssl",
            "pkcs8",
            "-passin",
            "pass:" + PASSPHRASE,
            "-in",
            pem.toString(),
            "-out",
            plain.toString()));
    protect(plain);
    return plain;
  }

  private Path newestTargetsKey(String gun) throws IOException {
    Map<String, String> head = Map.of("gun: ", gun, "role: ", "targets");
    try (Stream<Path> keys = Files.list(directory.resolve("trust/private"))) {
      List<Path> found = new ArrayList<>();
      for (Path key : keys.toList()) {
        List<String> lines = Files.readAllLines(key);
        if (head.entrySet().stream().allMatch(e -> lines.contains(e.getKey() + e.getValue()))) {
          found.add(key);
        }
      }
      assertThat(found).as("targets keys of %s", gun).hasSize(1);
      return found.getFirst();
    }
  }

  static void protect(Path key) throws IOException {
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  @Override
  public void close() {
    http.close();
    server.destroy();
  }
}
