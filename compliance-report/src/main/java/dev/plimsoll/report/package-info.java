/**
 * Renders the stored evidence of a run for people, auditors and tools: HTML, OSCAL 1.1.2
 * assessment-results, SARIF 2.1.0, JUnit XML and CSV (RFC 4180). Every renderer is a pure function
 * of {@link dev.plimsoll.report.RunEvidence}: no clock, no I/O, the same evidence gives the same
 * bytes.
 */
@NullMarked
package dev.plimsoll.report;

import org.jspecify.annotations.NullMarked;
