package dev.plimsoll.interop.notary;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.ServerStarter;
import dev.plimsoll.cli.service.ServerStarter.Faces;
import dev.plimsoll.cli.service.ServerStarter.OfflineKeys;
import dev.plimsoll.interop.peer.Peer;
import dev.plimsoll.server.BuildConfig;
import dev.plimsoll.server.TlsConfig;
import dev.plimsoll.server.notary.NotaryConfig;
import dev.plimsoll.server.notary.NotaryConfig.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service with its Notary face on, and a person's folder of keys before it. */
final class Facade implements AutoCloseable {
  static final Map<String, String> PASSPHRASES =
      Map.of(
          "NOTARY_ROOT_PASSPHRASE", "a passphrase",
          "NOTARY_TARGETS_PASSPHRASE", "a passphrase",
          "NOTARY_SNAPSHOT_PASSPHRASE", "a passphrase",
          "NOTARY_DELEGATION_PASSPHRASE", "a passphrase");

  private final ServerStarter.Running server;

  private Facade(ServerStarter.Running server) {
    this.server = server;
  }

  static Facade start(Path data, Mode mode, Optional<TlsConfig> tls)
      throws IOException, CommandFailure {
    return new Facade(
        ServerStarter.start(
            new ServerStarter.Settings(
                data,
                "127.0.0.1",
                0,
                List.of(),
                List.of(),
                Optional.empty(),
                OfflineKeys.DEVELOPMENT,
                Optional.empty(),
                BuildConfig.DEFAULT,
                new Faces(new NotaryConfig(mode, Optional.empty(), List.of()), tls))));
  }

  String url() {
    return server.address().toString();
  }

  int tlsPort() {
    return server.tlsPort();
  }

  /** A self-signed certificate and its key as {@code name.crt} and {@code name.key}. */
  static void certificate(Path directory, String name, String kind, String subject)
      throws IOException, InterruptedException {
    Peer.ofPath("openssl")
        .run(
            "req",
            "-x509",
            "-newkey",
            kind.equals("rsa") ? "rsa:2048" : "ec",
            "-pkeyopt",
            kind.equals("rsa") ? "rsa_keygen_bits:2048" : "ec_paramgen_curve:P-256",
            "-nodes",
            "-keyout",
            directory.resolve(name + ".key").toString(),
            "-out",
            directory.resolve(name + ".crt").toString(),
            "-subj",
            subject,
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-days",
            "30");
  }

  @Override
  public void close() {
    server.close();
  }
}
