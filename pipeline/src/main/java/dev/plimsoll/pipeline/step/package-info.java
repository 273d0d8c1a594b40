/**
 * The five steps of a run. Each is small and idempotent: state in, evidence blobs and one event
 * out. All times in evidence come from earlier events, so doing a step again gives the same
 * documents. Statements follow in-toto v1 and SLSA v1.0.
 */
@NullMarked
package dev.plimsoll.pipeline.step;

import org.jspecify.annotations.NullMarked;
