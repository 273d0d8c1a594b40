/**
 * What a file tree says of its own hardening, as facts for policies: who may gain rights through
 * which file, how programs were linked, what containers may do, where secrets lie. Facts carry no
 * opinion; policies of target {@code tree} judge them.
 *
 * <p>Everything that is read here is hostile: parsers have limits, and what cannot be read becomes
 * a fact that says so. No value of a secret ever leaves this package.
 */
@NullMarked
package dev.plimsoll.image.lint;

import org.jspecify.annotations.NullMarked;
