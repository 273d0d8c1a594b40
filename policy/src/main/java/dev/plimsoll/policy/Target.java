package dev.plimsoll.policy;

import java.util.Locale;

/** What a policy judges. Each target has facts, and checks, of its own. */
public enum Target {
  KERNEL,
  IMAGE,
  LAYER,
  TREE,
  PATCHES,
  CVES,
  SIGNATURES,
  PROVENANCE,
  SBOM,
  HOST;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
