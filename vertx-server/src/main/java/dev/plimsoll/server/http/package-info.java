/** HTTP routes, one class for each group; {@code openapi.json} describes them. Vert.x 5.0.7. */
@NullMarked
package dev.plimsoll.server.http;

import org.jspecify.annotations.NullMarked;
