/** Jobs for the image builder: made of nothing but a seed, and measured. */
@NullMarked
package dev.plimsoll.bench.image;

import org.jspecify.annotations.NullMarked;
