package dev.plimsoll.server;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.server.StartupException.Cause;
import dev.plimsoll.server.notary.NotaryRoutes;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where and how the service listens, and what it refuses to listen with. */
final class Doors {
  private static final int IDLE_SECONDS = 60;

  private Doors() {}

  /** Refuses addresses and doors that would let strangers in, and files that cannot be read. */
  static void require(ServerConfig config) throws StartupException {
    requireLoopback(config.host());
    requireSafe(config);
    if (config.tls().isPresent()) {
      requireFile("--tls-cert", config.tls().get().certificate());
      requireFile("--tls-key", config.tls().get().key());
    }
  }

  private static void requireFile(String option, Path file) throws StartupException {
    if (!Files.isReadable(file)) {
      throw new StartupException(
          Cause.INPUT, option + " " + file + ": no such file, or it cannot be read");
    }
  }

  static HttpServerOptions plain(ServerConfig config) {
    return new HttpServerOptions()
        .setHost(config.host())
        .setPort(config.port() == 0 ? -1 : config.port()) // -1: one free port for all event loops
        .setIdleTimeout(IDLE_SECONDS)
        .setMaxHeaderSize(16 << 10)
        .setMaxInitialLineLength(4096)
        .setTcpNoDelay(true)
        // HTTP/1.1 alone: refusals close with "Connection: close", which HTTP/2 forbids
        .setHttp2ClearTextEnabled(false)
        .setAcceptBacklog(4096);
  }

  static HttpServerOptions tls(ServerConfig config, TlsConfig door) {
    return plain(config)
        .setPort(door.port() == 0 ? -2 : door.port()) // another free one for all event loops
        .setSsl(true)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .addCertPath(door.certificate().toString())
                .addKeyPath(door.key().toString()));
  }

  private static void requireSafe(ServerConfig config) throws StartupException {
    try {
      NotaryRoutes.requireSafe(config.notary(), config.publicUrl());
    } catch (FormatException e) {
      throw new StartupException(Cause.INPUT, e.getMessage(), e);
    }
  }

  private static void requireLoopback(String host) throws StartupException {
    try {
      if (Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress)) {
        return;
      }
    } catch (UnknownHostException e) {
      throw new StartupException(Cause.INPUT, "host " + host + " is not known", e);
    }
    throw new StartupException(
        Cause.INPUT,
        "host "
            + host
            + " is not a loopback address: without TLS and authentication of its own"
            + " the service listens on loopback alone; put a TLS proxy in front");
  }
}
