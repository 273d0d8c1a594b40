/** in-toto Statement v1 and the predicates Plimsoll writes (SLSA provenance v1, SLSA VSA v1). */
@NullMarked
package dev.plimsoll.formats.intoto;

import org.jspecify.annotations.NullMarked;
