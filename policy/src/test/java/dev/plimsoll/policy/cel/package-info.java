@NullMarked
package dev.plimsoll.policy.cel;

import org.jspecify.annotations.NullMarked;
