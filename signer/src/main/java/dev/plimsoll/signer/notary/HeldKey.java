package dev.plimsoll.signer.notary;

import dev.plimsoll.formats.notary.NotaryKey;

/**
 * A key that the server signs a role of one collection with.
 *
 * @param role {@code snapshot} or {@code timestamp}
 * @param name of its private half among the {@link NotaryKeys}
 */
public record HeldKey(String role, String name, NotaryKey key) {}
