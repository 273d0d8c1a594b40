package dev.plimsoll.image.layer;

/**
 * The part of a specification that a file belongs to: the unit of initramfs segments, of
 * attributions in tar records, SBOMs and findings.
 *
 * @param location e.g. {@code kernel}, {@code init[0]}, {@code onboot[1]}, {@code files}
 * @param source what was fetched for it, without names of this machine, e.g. {@code
 *     docker.io/library/redis@sha256:…}, {@code deb:runc=1.1.5}; empty for what the builder makes
 */
public record Section(String location, String source) {
  /** What no part of the specification asks for by itself. */
  public static final Section BUILDER = new Section("builder", "");
}
