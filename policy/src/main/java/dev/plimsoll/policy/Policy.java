package dev.plimsoll.policy;

/** A loaded policy. */
public record Policy(PolicyRef ref) {}
