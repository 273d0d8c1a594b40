package dev.plimsoll.policy;

import dev.plimsoll.formats.Digest;

/** The policy that decided: its name, version, the digest of its bytes, and its mode. */
public record PolicyRef(String name, String version, Digest digest, Mode mode) {}
