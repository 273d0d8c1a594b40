package dev.plimsoll.image.layer;

import dev.plimsoll.formats.Bytes;
import java.util.Map;

/**
 * One tar header with its PAX and long-name records applied, as the archive has it: names are not
 * yet checked.
 *
 * @param type the ustar type flag: {@code 0} file, {@code 1} hard link, {@code 2} symbolic link,
 *     {@code 5} directory, …
 * @param size bytes of data that follow
 */
record TarEntry(
    String name,
    char type,
    int mode,
    long uid,
    long gid,
    long mtime,
    long size,
    String linkName,
    Map<String, Bytes> xattrs) {}
