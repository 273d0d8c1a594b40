package dev.plimsoll.image.spec;

import dev.plimsoll.formats.SourcePosition;

/**
 * One container of {@code onboot}, {@code onshutdown} or {@code services}.
 *
 * @param title what messages and annotations call it, e.g. {@code services[0] uname}
 */
public record ContainerSpec(
    Located<String> name,
    Located<String> image,
    ContainerSettings settings,
    String title,
    SourcePosition at) {}
