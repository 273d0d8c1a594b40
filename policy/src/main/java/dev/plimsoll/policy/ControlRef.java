package dev.plimsoll.policy;

/**
 * A requirement that a rule helps to meet, such as {@code NIST 800-53} / {@code SI-16} / {@code
 * r5}.
 */
public record ControlRef(String framework, String id, String version) {}
