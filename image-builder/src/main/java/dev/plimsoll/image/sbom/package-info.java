/**
 * What an image is made of: packages by the databases of apk, dpkg and rpm, packages and images
 * that the specification names, layers, the kernel; written as SPDX 2.3, SPDX 3.0.1 and CycloneDX
 * 1.6. All identifiers come from content, the only time is that of generated files: the same image
 * gives the same bytes.
 *
 * <p>Databases are hostile input. One that cannot be read is named in the document as not read; a
 * list that is short is never passed off as whole.
 */
@NullMarked
package dev.plimsoll.image.sbom;

import org.jspecify.annotations.NullMarked;
