package dev.plimsoll.cli.architecture.planted.kernel;

/** A planted violation: its package is not marked. */
public final class Audit {
  public void run() {}
}
