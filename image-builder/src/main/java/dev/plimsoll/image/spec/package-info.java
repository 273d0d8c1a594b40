/**
 * The LinuxKit YAML as written: typed, with a source position on every field, checked for form
 * only. Follows LinuxKit's schema at v1.8.2; what Plimsoll refuses or adds is listed in
 * docs/linuxkit-compatibility.md.
 */
@NullMarked
package dev.plimsoll.image.spec;

import org.jspecify.annotations.NullMarked;
