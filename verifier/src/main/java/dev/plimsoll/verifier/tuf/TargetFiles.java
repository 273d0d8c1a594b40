package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.verifier.tuf.TufException.LengthException;
import dev.plimsoll.verifier.tuf.TufException.MissingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Verified targets in one directory, each under its percent-quoted path (TUF 1.0.34 §5.7). A file
 * is there whole and as listed, or not at all; content passes through a small buffer, so a target
 * may be of any length. Blocking.
 */
public final class TargetFiles {
  private static final int BUFFER = 64 << 10;

  private final Path directory;

  private TargetFiles(Path directory) {
    this.directory = directory;
  }

  /** The directory must exist. */
  public static TargetFiles of(Path directory) {
    return new TargetFiles(directory);
  }

  /** Where {@code targetPath} lies once it is fetched. */
  public Path path(String targetPath) {
    return directory.resolve(RoleFiles.localName(targetPath));
  }

  /** The file that an earlier call left, if its length and hashes are those listed now. */
  public Optional<Path> cached(String targetPath, TargetFile listed) throws IOException {
    Path file = path(targetPath);
    try (InputStream in = Files.newInputStream(file)) {
      if (Files.size(file) != listed.length()) {
        return Optional.empty();
      }
      TargetDigests digests = TargetDigests.of(targetPath, listed);
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digests.update(buffer, n);
      }
      digests.requireListed();
      return Optional.of(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (TufException e) {
      return Optional.empty(); // another version, or damaged: fetch
    }
  }

  /**
   * §5.7.2 and §5.7.3: fetches no more than the listed bytes, and keeps them if they hash as
   * listed. What is there already is not looked at.
   *
   * @param consistent whether the repository's files bear their hash ({@code consistent_snapshot})
   */
  public Path fetch(String targetPath, TargetFile listed, TargetSource source, boolean consistent)
      throws IOException, TufException {
    TargetDigests digests = TargetDigests.of(targetPath, listed);
    String remote = consistent ? hashed(targetPath, digests.prefix()) : targetPath;
    try (InputStream in =
        source
            .open(remote)
            .orElseThrow(
                () -> new MissingException(targetPath, remote + " is listed, but not there"))) {
      Path file = path(targetPath);
      AtomicFiles.write(file, out -> copy(targetPath, listed.length(), in, out, digests));
      AtomicFiles.sync(directory);
      return file;
    }
  }

  private static void copy(
      String targetPath, long length, InputStream in, FileChannel out, TargetDigests digests)
      throws IOException, TufException {
    byte[] buffer = new byte[BUFFER];
    long left = length;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      left -= n;
      if (left < 0) { // endless data: not a byte over what is signed for is written
        throw new LengthException(targetPath, "more than the " + length + " bytes that are listed");
      }
      digests.update(buffer, n);
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
    if (left > 0) {
      throw new LengthException(targetPath, length - left + " bytes, " + length + " are listed");
    }
    digests.requireListed();
  }

  /** §5.7: {@code dir/HASH.name}. */
  private static String hashed(String targetPath, String hash) {
    int name = targetPath.lastIndexOf('/') + 1;
    return targetPath.substring(0, name) + hash + "." + targetPath.substring(name);
  }
}
