package dev.plimsoll.pipeline;

import dev.plimsoll.formats.FormatException;
import java.util.Locale;

/** The word for a run's state in lists and over HTTP. */
public enum RunStatus {
  QUEUED,
  BUILDING,
  AUDITING,
  DECIDING,
  SIGNING,
  PUBLISHING,
  PUBLISHED,
  REJECTED,
  FAILED,
  CANCELLED;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static RunStatus parse(String wire) throws FormatException {
    for (RunStatus s : values()) {
      if (s.wire().equals(wire)) {
        return s;
      }
    }
    throw new FormatException("run state " + FormatException.quote(wire));
  }

  /** Whether no event can follow. */
  public boolean isFinal() {
    return switch (this) {
      case QUEUED, BUILDING, AUDITING, DECIDING, SIGNING, PUBLISHING -> false;
      case PUBLISHED, REJECTED, FAILED, CANCELLED -> true;
    };
  }
}
