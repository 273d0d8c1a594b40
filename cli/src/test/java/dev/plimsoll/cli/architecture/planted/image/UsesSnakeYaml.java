package dev.plimsoll.cli.architecture.planted.image;

/** A planted violation: a YAML library outside formats.yaml. */
public final class UsesSnakeYaml {
  public Object run() {
    return org.snakeyaml.engine.v2.api.LoadSettings.builder();
  }
}
