@NullMarked
package dev.plimsoll.policy;

import org.jspecify.annotations.NullMarked;
