package dev.plimsoll.cli.architecture.planted.verifier.a;

/** A planted violation: half of a cycle. */
public final class One {
  public void run(dev.plimsoll.cli.architecture.planted.verifier.b.Two two) {}
}
