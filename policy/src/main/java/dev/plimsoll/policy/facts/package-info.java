/**
 * What policies may ask about a subject, as interfaces: the module that knows a subject implements
 * them. CEL sees them as opaque types with functions, never as maps: the planner runtime would walk
 * a map of ten thousand options on every access.
 */
@NullMarked
package dev.plimsoll.policy.facts;

import org.jspecify.annotations.NullMarked;
