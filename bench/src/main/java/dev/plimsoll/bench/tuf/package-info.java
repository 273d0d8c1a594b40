/** Publishing into a large TUF repository, and what a boot fetches from it. */
@NullMarked
package dev.plimsoll.bench.tuf;

import org.jspecify.annotations.NullMarked;
