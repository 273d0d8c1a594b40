package dev.plimsoll.server;

import dev.plimsoll.server.StartupException.Cause;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where a service keeps everything, and the lock that says who owns it. {@code docs/service.md}
 * lists the files. The lock is the operating system's, so it ends with the process, however that
 * ends.
 */
public final class DataDirectory implements AutoCloseable {
  private final Path root;
  private final FileChannel channel;

  private DataDirectory(Path root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  /** Makes the directory (mode 0700) when it is not there, and takes its lock. */
  public static DataDirectory own(Path root) throws StartupException {
    Path absolute = root.toAbsolutePath().normalize();
    try {
      if (!Files.isDirectory(absolute)) {
        Files.createDirectories(
            absolute,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      FileChannel channel =
          FileChannel.open(
              absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!lock(channel)) {
        channel.close();
        throw new StartupException(
            Cause.DATA_IN_USE,
            "data directory "
                + absolute
                + " belongs to a running service: stop it, talk to it"
                + " (address in "
                + absolute.resolve("service.json")
                + "), or name another with"
                + " --data");
      }
      return new DataDirectory(absolute, channel);
    } catch (IOException e) {
      throw new StartupException(
          Cause.EVIDENCE, "data directory " + absolute + " cannot be used: " + e, e);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // this very process has it
    }
  }

  public Path root() {
    return root;
  }

  public Path database() {
    return root.resolve("plimsoll.db");
  }

  public Path blobs() {
    return root.resolve("blobs");
  }

  public Path tuf() {
    return root.resolve("tuf");
  }

  /** Online keys: the service's own. */
  public Path keys() {
    return root.resolve("keys");
  }

  /** Development stand-ins for offline keys; the running service does not read them. */
  public Path offlineKeys() {
    return root.resolve("offline");
  }

  public Path adminToken() {
    return root.resolve("admin.token");
  }

  public Path serviceFile() {
    return root.resolve("service.json");
  }

  public Path work() {
    return root.resolve("work");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      System.getLogger(DataDirectory.class.getName())
          .log(System.Logger.Level.WARNING, "releasing " + root.resolve("lock"), e);
    }
  }
}
