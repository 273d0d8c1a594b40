package dev.plimsoll.pipeline;

import dev.plimsoll.formats.FormatException;

/**
 * Which sequence an event belongs to. Versions are counted, and appends compared, per stream; the
 * hash chain runs over all of them.
 */
public sealed interface StreamId {
  /** All events of one run: {@code runs/<id>}. */
  record Run(RunId id) implements StreamId {
    @Override
    public String toString() {
      return RUN_PREFIX + id;
    }
  }

  /**
   * Releases and revocations of all images: {@code releases}. One stream, so that comparing
   * versions on append also guards that no role's epoch falls.
   */
  record Releases() implements StreamId {
    @Override
    public String toString() {
      return "releases";
    }
  }

  /** Batches of boot verdicts: {@code boot-verdicts}. */
  record BootVerdicts() implements StreamId {
    @Override
    public String toString() {
      return "boot-verdicts";
    }
  }

  String RUN_PREFIX = "runs/";

  static StreamId parse(String text) throws FormatException {
    if (text.startsWith(RUN_PREFIX)) {
      return new Run(RunId.parse(text.substring(RUN_PREFIX.length())));
    }
    return switch (text) {
      case "releases" -> new Releases();
      case "boot-verdicts" -> new BootVerdicts();
      default -> throw new FormatException("stream id " + FormatException.quote(text));
    };
  }
}
