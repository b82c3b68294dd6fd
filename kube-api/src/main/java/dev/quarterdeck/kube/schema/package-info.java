/**
 * What an object of each kind may look like: its fields, their types and how lists of them merge, and what follows from that: unknown fields,
 * pruning, decode errors. Reads the schemas generated at build time; writes nothing but the trees it is handed for pruning.
 */
@NullMarked
package dev.quarterdeck.kube.schema;

import org.jspecify.annotations.NullMarked;
