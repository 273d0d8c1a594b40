package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.output.InitramfsCompression;
import dev.plimsoll.image.output.InitramfsOptions;
import dev.plimsoll.image.output.LostXattrs;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The options of a build that change its files, as a provenance names them. */
public final class RecordedOptions {
  private static final String COMPRESS = "compress";
  private static final String XATTRS = "xattrs";

  private RecordedOptions() {}

  public static SortedMap<String, String> of(InitramfsOptions options) {
    return new TreeMap<>(
        Map.of(
            COMPRESS,
            options.compression().wire(),
            XATTRS,
            options.xattrs() == LostXattrs.DROP ? "drop" : "refuse"));
  }

  /**
   * @throws FormatException for an option that this version does not know: it may change files
   */
  public static InitramfsOptions parse(SortedMap<String, String> options) throws FormatException {
    for (String name : options.keySet()) {
      if (!name.equals(COMPRESS) && !name.equals(XATTRS)) {
        throw new FormatException("unknown option " + FormatException.quote(name));
      }
    }
    String xattrs = options.getOrDefault(XATTRS, "refuse");
    LostXattrs lost =
        switch (xattrs) {
          case "drop" -> LostXattrs.DROP;
          case "refuse" -> LostXattrs.REFUSE;
          default ->
              throw new FormatException(
                  "option xattrs is " + FormatException.quote(xattrs) + ", wanted drop or refuse");
        };
    return new InitramfsOptions(
        InitramfsCompression.of(options.getOrDefault(COMPRESS, InitramfsCompression.ZSTD.wire())),
        lost);
  }
}
