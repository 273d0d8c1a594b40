@NullMarked
package dev.plimsoll.kernel.audit;

import org.jspecify.annotations.NullMarked;
