package dev.plimsoll.cli;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.formats.tuf.TufMetadata;
import dev.plimsoll.verifier.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A small TUF repository on loopback for the training run, with keys of the moment, one of each
 * kind: one delegation, one target, consistent snapshots. Nothing of it outlives the run.
 */
final class TrainingRepository implements AutoCloseable {
  static final String TARGET = "dir/file";

  private static final String ROLE = "role";
  private final Path directory;
  private final Map<String, Signer> signers = new LinkedHashMap<>();
  private final Instant expires;
  private final HttpServer server;

  private TrainingRepository(Path directory, Instant expires, HttpServer server) {
    this.directory = directory;
    this.expires = expires;
    this.server = server;
  }

  private record Signer(Key key, PrivateKey secret, String algorithm) {
    static Signer make(String generator, int bits, String type, String scheme, String algorithm)
        throws GeneralSecurityException {
      KeyPairGenerator keys = KeyPairGenerator.getInstance(generator);
      keys.initialize(bits);
      KeyPair pair = keys.generateKeyPair();
      String pem = Pem.encode("PUBLIC KEY", pair.getPublic().getEncoded()).utf8();
      return new Signer(new Key(type, scheme, pem), pair.getPrivate(), algorithm);
    }

    static Signer ed25519() throws GeneralSecurityException {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] spki = pair.getPublic().getEncoded();
      String raw = HexFormat.of().formatHex(spki, spki.length - 32, spki.length);
      return new Signer(new Key("ed25519", "ed25519", raw), pair.getPrivate(), "Ed25519");
    }

    Role role() {
      return new Role(List.of(key.id()), 1);
    }
  }

  /** Writes the repository below {@code directory} and serves it. */
  static TrainingRepository start(Path directory, Instant now) throws IOException {
    Files.createDirectories(directory.resolve("targets/dir"));
    Files.createDirectories(directory.resolve("metadata"));
    HttpServer server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            directory.toAbsolutePath(),
            SimpleFileServer.OutputLevel.NONE);
    Instant expires = now.truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofHours(1));
    TrainingRepository repository = new TrainingRepository(directory, expires, server);
    try {
      repository.write();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
    server.start();
    return repository;
  }

  String url(String folder) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + folder;
  }

  Path root() {
    return directory.resolve("metadata/1.root.json");
  }

  private void write() throws IOException, GeneralSecurityException {
    Bytes content = Bytes.ofUtf8("content");
    Files.write(
        directory.resolve("targets/dir/" + content.digest().hex() + ".file"), content.toArray());
    signers.put(
        Root.TYPE, Signer.make("EC", 256, "ecdsa", "ecdsa-sha2-nistp256", "SHA256withECDSA"));
    signers.put(Timestamp.TYPE, Signer.ed25519());
    signers.put(
        Snapshot.TYPE, Signer.make("EC", 384, "ecdsa", "ecdsa-sha2-nistp384", "SHA384withECDSA"));
    signers.put(Targets.TYPE, Signer.make("RSA", 2048, "rsa", "rsassa-pss-sha256", "RSASSA-PSS"));
    Map<String, Role> roles = new LinkedHashMap<>();
    Map<String, Key> keys = new LinkedHashMap<>();
    signers.forEach((name, signer) -> roles.put(name, signer.role()));
    signers.values().forEach(signer -> keys.put(signer.key().id(), signer.key()));
    write("1.root", new Root(1, expires, true, keys, roles));
    Signer delegate = Signer.ed25519();
    signers.put(ROLE, delegate);
    TargetFile file = TargetFile.of(content.size(), content.digest(), JsonObject.builder().build());
    Bytes delegated =
        write("1." + ROLE, new Targets(1, expires, Map.of(TARGET, file), Optional.empty()));
    DelegatedRole delegation =
        new DelegatedRole(
            ROLE, delegate.role(), List.of(new PathPattern("dir/*")), List.of(), true);
    Bytes targets =
        write(
            "1.targets",
            new Targets(
                1,
                expires,
                Map.of(),
                Optional.of(
                    Delegations.of(
                        Map.of(delegate.key().id(), delegate.key()), List.of(delegation)))));
    Map<String, MetaFile> meta =
        Map.of("targets.json", MetaFile.of(1, targets), ROLE + ".json", MetaFile.of(1, delegated));
    Bytes snapshot = write("1.snapshot", new Snapshot(1, expires, meta));
    write("timestamp", new Timestamp(1, expires, MetaFile.of(1, snapshot)));
  }

  private Bytes write(String name, TufMetadata metadata)
      throws IOException, GeneralSecurityException {
    Signer signer = Optional.ofNullable(signers.get(name.replace("1.", ""))).orElseThrow();
    Signature signing = Signature.getInstance(signer.algorithm());
    if (signer.algorithm().equals("RSASSA-PSS")) {
      signing.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    signing.initSign(signer.secret());
    signing.update(Signed.toBeSigned(metadata).toArray());
    Signed.Signature signature =
        new Signed.Signature(signer.key().id(), Bytes.copyOf(signing.sign()).hex());
    Bytes file = Signed.of(metadata, List.of(signature)).file();
    Files.write(directory.resolve("metadata/" + name + ".json"), file.toArray());
    return file;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
