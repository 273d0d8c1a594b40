/** The boot verdict protocol: request, verdict, release statement. */
@NullMarked
package dev.plimsoll.formats.boot;

import org.jspecify.annotations.NullMarked;
