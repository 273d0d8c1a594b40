/** Policies, rules, findings and the verdict they add up to. */
@NullMarked
package dev.plimsoll.policy;

import org.jspecify.annotations.NullMarked;
