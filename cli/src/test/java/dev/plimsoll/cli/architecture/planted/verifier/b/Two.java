package dev.plimsoll.cli.architecture.planted.verifier.b;

/** A planted violation: the other half of a cycle. */
public final class Two {
  public void run(dev.plimsoll.cli.architecture.planted.verifier.a.One one) {}
}
