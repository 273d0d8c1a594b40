package dev.plimsoll.image.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * What a file looked like when its content was compared with its digest. Any write, rename over it
 * or change of its attributes changes the stamp, once the file is {@link #settled}.
 */
public record FileStamp(Map<String, Object> attributes) {
  /** File systems count time in ticks of up to 10 ms; this is far above them. */
  private static final Duration TICK = Duration.ofMillis(500);

  public FileStamp {
    attributes = Map.copyOf(attributes);
  }

  /** What {@code file} looks like now. */
  public static FileStamp of(Path file) throws IOException {
    return new FileStamp(Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,ino,dev"));
  }

  /**
   * Dates a file that was just written a little back, so that whatever is written into it later is
   * seen by its date, also within the same tick of the file system's clock.
   */
  static void backdate(Path file, Instant now) throws IOException {
    Instant before = now.minus(TICK.multipliedBy(2)).truncatedTo(ChronoUnit.SECONDS);
    Files.setLastModifiedTime(file, FileTime.from(before));
  }

  /**
   * Whether a write at {@code now} or later would change the stamp. One within the tick of the last
   * write would not, so a younger stamp proves nothing (as git's index treats "racy" entries).
   */
  public boolean settled(Instant now) {
    return attributes.get("lastModifiedTime") instanceof FileTime written
        && written.toInstant().plus(TICK).isBefore(now);
  }

  /** Whether both are of one file with the same data; its name and times of change may differ. */
  boolean sameData(FileStamp other) {
    return equal(other, "ino")
        && equal(other, "dev")
        && equal(other, "size")
        && equal(other, "lastModifiedTime");
  }

  private boolean equal(FileStamp other, String attribute) {
    Object mine = attributes.get(attribute);
    return mine != null && mine.equals(other.attributes.get(attribute));
  }
}
