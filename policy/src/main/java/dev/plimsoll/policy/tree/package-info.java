/** Judges file trees by their facts: the engine behind policies of target {@code tree}. */
@NullMarked
package dev.plimsoll.policy.tree;

import org.jspecify.annotations.NullMarked;
