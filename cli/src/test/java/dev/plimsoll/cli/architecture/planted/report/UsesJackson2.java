package dev.plimsoll.cli.architecture.planted.report;

/** A planted violation: a JSON library outside formats.json. */
public final class UsesJackson2 {
  public Object run() {
    return new com.fasterxml.jackson.core.JsonFactory();
  }
}
