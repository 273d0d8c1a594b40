/** YAML 1.2 (core schema) with source positions. The only package that sees a YAML library. */
@NullMarked
package dev.plimsoll.formats.yaml;

import org.jspecify.annotations.NullMarked;
