package dev.plimsoll.signer.migrate;

/**
 * Something that TUF 1.0 cannot keep as it was, or that has changed its name.
 *
 * @param gun whose
 * @param what one sentence for the person who decides whether it matters
 */
public record Loss(String gun, String what) {}
