package dev.plimsoll.image.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a file looked like when its content was compared with its digest. Any write, rename over it
 * or change of its attributes changes the stamp, as far as the file system's clock can tell.
 */
record FileStamp(Map<String, Object> attributes) {
  static FileStamp of(Path file) throws IOException {
    return new FileStamp(Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,ino,dev"));
  }
}
