package dev.plimsoll.image.output;

import dev.plimsoll.formats.oci.Descriptor;
import java.nio.file.Path;

/**
 * A file, or a folder, that a build gave its name.
 *
 * @param format that wrote it, e.g. {@code kernel+initrd}
 * @param content digest and bytes of a file; of a folder, those of the manifest it is called by
 */
public record WrittenFile(String format, Path path, Descriptor content) {}
