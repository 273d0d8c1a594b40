package dev.plimsoll.cli.architecture.planted.formats;

/** A planted violation: formats sees nothing. */
public final class SeesPolicy {
  public void run(dev.plimsoll.cli.architecture.planted.policy.SeesKernel policy) {}
}
