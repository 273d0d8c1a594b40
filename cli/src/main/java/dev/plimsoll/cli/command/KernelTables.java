package dev.plimsoll.cli.command;

import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.kernel.kconfig.KconfigArch;
import dev.plimsoll.kernel.kconfig.KconfigTables;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Where tables of kernels' options are looked for: mixed into commands that ask them. */
final class KernelTables {
  /** Bytes. */
  private static final int HEADER_WITHIN = 512;

  private static final Pattern HEADER =
      Pattern.compile("# Linux/(\\w{1,20}) (\\d[\\w.+~-]{1,60}) Kernel Configuration");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "state directory (default: PLIMSOLL_DATA, else ~/.local/state/plimsoll)")
  private Optional<Path> data = Optional.empty();

  /** The shipped tables, and those that {@code kconfig import} made. */
  KconfigTables load(Context context) throws IOException {
    return KconfigTables.shipped().and(folder(context));
  }

  /** The same; that of the first file is read while the program does other things. */
  KconfigTables load(Context context, List<Path> files) throws IOException {
    KconfigTables tables = load(context);
    if (!files.isEmpty()) {
      Matcher m = HEADER.matcher(head(files.getFirst()));
      if (m.find()) {
        String version = m.group(2);
        KconfigArch.find(m.group(1)).ifPresent(a -> tables.prefetch(version, a));
      }
    }
    return tables;
  }

  /** A configuration's header is in its third line. A file that cannot be read is told of later. */
  private static String head(Path file) {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(HEADER_WITHIN), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  Path folder(Context context) {
    return context.dataDirectory(data).resolve("kconfig");
  }
}
