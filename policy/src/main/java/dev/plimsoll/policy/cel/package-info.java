/**
 * CEL (Common Expression Language, cel-java 0.14.0) over the facts of a kernel. The only package
 * that sees the CEL library; loaded only when a policy has an {@code assert}.
 */
@NullMarked
package dev.plimsoll.policy.cel;

import org.jspecify.annotations.NullMarked;
