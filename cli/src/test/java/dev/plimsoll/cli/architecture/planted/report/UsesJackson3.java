package dev.plimsoll.cli.architecture.planted.report;

/** A planted violation: the other Jackson. */
public final class UsesJackson3 {
  public Object run() {
    return new tools.jackson.core.Version(1, 0, 0, null, null, null);
  }
}
