/**
 * Asks two servers the same and compares what they say: code, reason, fields of causes, the object with its defaults. Reads seeds (one valid object or more
 * for each kind) and manifests; writes a recording of one server's answers, or a report.
 */
@NullMarked
package dev.quarterdeck.conformance.differential;

import org.jspecify.annotations.NullMarked;
