package dev.plimsoll.server;

import java.nio.file.Path;

/**
 * A second door with TLS, on the same address; for clients that insist on it, such as Docker's.
 *
 * @param port 0 for any free one
 * @param certificate PEM, the leaf first
 * @param key PEM, PKCS#8
 */
public record TlsConfig(int port, Path certificate, Path key) {}
