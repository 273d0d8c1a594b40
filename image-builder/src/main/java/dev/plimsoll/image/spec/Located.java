package dev.plimsoll.image.spec;

import dev.plimsoll.formats.SourcePosition;

/** A value of the specification and the place where it is written. */
public record Located<T>(T value, SourcePosition at) {}
