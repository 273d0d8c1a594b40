package dev.plimsoll.signer.key;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.verifier.Pem;
import dev.plimsoll.verifier.VerifyingKey;
import dev.plimsoll.verifier.VerifyingKey.Algorithm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * PKCS#8 PEM files, mode 0600, in a directory of mode 0700: {@code NAME.key} and {@code NAME.pub}.
 *
 * <p>A key file comes into being whole or not at all (written aside, synced, hard-linked to its
 * name), and is never replaced: of two processes that make the same key, both go on with the one
 * that was first. {@code NAME.pub} follows; a crash between the two is healed at the next load.
 */
public final class KeyFiles {
  private static final Set<PosixFilePermission> PRIVATE_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> PRIVATE_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FOREIGN_WRITE =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  private KeyFiles() {}

  /** Which kind of key to make. */
  public enum Kind {
    ECDSA_P256(Algorithm.ECDSA_P256),
    ED25519(Algorithm.ED25519);

    private final Algorithm algorithm;

    Kind(Algorithm algorithm) {
      this.algorithm = algorithm;
    }
  }

  /**
   * Loads {@code directory/name.key}; refuses a file that others may read, and one that is not the
   * pair of {@code name.pub}. Blocking.
   *
   * @throws NoSuchFileException when there is none
   * @throws FormatException with one line that says what to do
   */
  public static SigningKey load(Path directory, String name) throws IOException, FormatException {
    Path file = file(directory, name, ".key");
    requirePrivate(directory, file);
    byte[] pem = readLimited(file);
    SigningKey key;
    try {
      key = SigningKey.parsePem(file.toString(), pem);
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
    checkOrWritePublic(file(directory, name, ".pub"), key.publicKey());
    return key;
  }

  /** Loads the key, or makes it when neither file is there. Atomic, durable on return. */
  public static SigningKey loadOrCreate(Path directory, String name, Kind kind, SecureRandom random)
      throws IOException, FormatException {
    Path file = file(directory, name, ".key");
    if (!Files.exists(file)) {
      if (Files.exists(file(directory, name, ".pub"))) {
        throw new FormatException(
            file.toString(),
            "missing, but "
                + name
                + ".pub is there: put the key back, or remove "
                + name
                + ".pub to make a new one");
      }
      create(directory, file, kind, random);
    }
    SigningKey key = load(directory, name);
    if (key.publicKey().algorithm() != kind.algorithm) {
      throw new FormatException(
          file.toString(),
          "found an " + key.publicKey().algorithm() + " key, wanted " + kind.algorithm);
    }
    return key;
  }

  /** Loads a public key file (one PEM {@code PUBLIC KEY}). */
  public static VerifyingKey loadPublic(Path file) throws IOException, FormatException {
    return VerifyingKey.parsePem(file.toString(), Bytes.copyOf(readLimited(file)));
  }

  private static Path file(Path directory, String name, String suffix) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("key name " + name + ", wanted " + NAME);
    }
    return directory.resolve(name + suffix);
  }

  private static void create(Path directory, Path file, Kind kind, SecureRandom random)
      throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PRIVATE_DIRECTORY));
    }
    byte[] pkcs8 = Pkcs8.generate(kind.algorithm, random);
    byte[] pem = Pem.encode(SigningKey.PEM_LABEL, pkcs8).toArray();
    Path aside =
        Files.createTempFile(
            directory,
            "." + file.getFileName(),
            ".new",
            PosixFilePermissions.asFileAttribute(PRIVATE_FILE));
    try {
      writeAndSync(aside, pem);
      Files.createLink(file, aside);
      sync(directory);
    } catch (FileAlreadyExistsException e) {
      // Another process was first: its key counts, ours was never used.
      if (!file.toString().equals(e.getFile())) {
        throw e;
      }
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
      Arrays.fill(pem, (byte) 0);
      Files.deleteIfExists(aside);
    }
  }

  private static void checkOrWritePublic(Path file, VerifyingKey key)
      throws IOException, FormatException {
    if (Files.exists(file)) {
      VerifyingKey found = loadPublic(file);
      if (!found.equals(key)) {
        throw new FormatException(
            file.toString(),
            "public key "
                + found.keyId()
                + " does not belong to the private key beside it, "
                + key.keyId());
      }
      return;
    }
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException(file + " has no directory");
    }
    Path aside = Files.createTempFile(directory, "." + file.getFileName(), ".new");
    try {
      writeAndSync(aside, key.toPem().toArray());
      Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      sync(directory);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static void requirePrivate(Path directory, Path file)
      throws IOException, FormatException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    if (!PRIVATE_FILE.containsAll(mode)) {
      throw new FormatException(
          file.toString(),
          "private key with mode "
              + PosixFilePermissions.toString(mode)
              + ", others may use it; wanted rw------- (chmod 600), and a new key if it was shared");
    }
    Set<PosixFilePermission> above = EnumSet.copyOf(Files.getPosixFilePermissions(directory));
    above.retainAll(FOREIGN_WRITE);
    if (!above.isEmpty()) {
      throw new FormatException(
          directory.toString(), "others may write to this key directory; wanted chmod 700");
    }
  }

  private static byte[] readLimited(Path file) throws IOException, FormatException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] text = in.readNBytes(Pem.MAX_BYTES + 1);
      if (text.length > Pem.MAX_BYTES) {
        throw new FormatException(
            file.toString(), "larger than " + Pem.MAX_BYTES + " bytes; not a key file");
      }
      return text;
    }
  }

  private static void writeAndSync(Path file, byte[] content) throws IOException {
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      out.force(true);
    }
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
      opened.force(true);
    }
  }
}
