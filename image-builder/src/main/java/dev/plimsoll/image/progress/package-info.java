/** What a build tells about itself while it runs. */
@NullMarked
package dev.plimsoll.image.progress;

import org.jspecify.annotations.NullMarked;
