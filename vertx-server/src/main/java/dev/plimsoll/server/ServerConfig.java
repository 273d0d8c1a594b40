package dev.plimsoll.server;

import dev.plimsoll.server.boot.BootLimits;
import dev.plimsoll.server.notary.NotaryConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the service needs to know.
 *
 * @param host a loopback address or {@code localhost}
 * @param port 0 for any free one
 * @param sources folders that specifications over HTTP may take local files from
 * @param publicUrl how hosts and people reach the service, when that is not {@code host:port}
 * @param maxBody bytes of a request body other than a boot request or a Notary push
 * @param tls a second door; empty: none
 */
public record ServerConfig(
    WorkspaceConfig workspace,
    String host,
    int port,
    List<Path> sources,
    Optional<String> publicUrl,
    int maxBody,
    BootLimits limits,
    NotaryConfig notary,
    Optional<TlsConfig> tls) {
  public static final int DEFAULT_PORT = 8480;
  public static final int DEFAULT_MAX_BODY = 8 << 20;

  public ServerConfig {
    sources = List.copyOf(sources);
  }

  /** Loopback, {@link #DEFAULT_PORT}, no source folders. */
  public static ServerConfig of(WorkspaceConfig workspace) {
    return new ServerConfig(
        workspace,
        "127.0.0.1",
        DEFAULT_PORT,
        List.of(),
        Optional.empty(),
        DEFAULT_MAX_BODY,
        BootLimits.DEFAULT,
        NotaryConfig.OFF,
        Optional.empty());
  }

  public ServerConfig withPort(int newPort) {
    return new ServerConfig(
        workspace, host, newPort, sources, publicUrl, maxBody, limits, notary, tls);
  }

  public ServerConfig withHost(String newHost) {
    return new ServerConfig(
        workspace, newHost, port, sources, publicUrl, maxBody, limits, notary, tls);
  }

  public ServerConfig withSources(List<Path> folders) {
    return new ServerConfig(
        workspace, host, port, folders, publicUrl, maxBody, limits, notary, tls);
  }

  public ServerConfig withPublicUrl(Optional<String> url) {
    return new ServerConfig(workspace, host, port, sources, url, maxBody, limits, notary, tls);
  }

  public ServerConfig withLimits(BootLimits newLimits) {
    return new ServerConfig(
        workspace, host, port, sources, publicUrl, maxBody, newLimits, notary, tls);
  }

  public ServerConfig withNotary(NotaryConfig face) {
    return new ServerConfig(workspace, host, port, sources, publicUrl, maxBody, limits, face, tls);
  }

  public ServerConfig withTls(Optional<TlsConfig> door) {
    return new ServerConfig(
        workspace, host, port, sources, publicUrl, maxBody, limits, notary, door);
  }
}
