package dev.plimsoll.server;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/** The admin token in the data directory: 64 hex digits, mode 0600, made at the first start. */
final class AdminToken {
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");

  private AdminToken() {}

  static String loadOrCreate(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      create(file, random);
    }
    Set<PosixFilePermission> found = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    found.removeAll(MODE);
    if (!found.isEmpty()) {
      throw new IOException(
          "admin token " + file + " may be used by others: run chmod 600 on it, or remove it");
    }
    String token = Files.readString(file).strip();
    if (token.length() < 32) {
      throw new IOException(
          "admin token "
              + file
              + " has "
              + token.length()
              + " characters, wanted at least 32:"
              + " remove it to have a new one made");
    }
    return token;
  }

  private static void create(Path file, SecureRandom random) throws IOException {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    Path aside = file.resolveSibling("admin.token.new");
    Files.deleteIfExists(aside);
    Files.createFile(aside, PosixFilePermissions.asFileAttribute(MODE));
    Files.writeString(aside, HexFormat.of().formatHex(bytes) + "\n", StandardOpenOption.SYNC);
    try {
      Files.move(aside, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException e) {
      Files.deleteIfExists(aside);
    }
  }
}
