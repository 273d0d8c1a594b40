package dev.plimsoll.policy;

import dev.plimsoll.formats.SourcePosition;

/** A CEL expression as it was written, and where. */
public record Expression(String text, SourcePosition at) {}
