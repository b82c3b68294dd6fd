/**
 * Amounts of resources: parsing, exact arithmetic, and the one canonical text of each. Reads and writes strings; source: the API reference, resource
 * quantities.
 */
@NullMarked
package dev.quarterdeck.kube.quantity;

import org.jspecify.annotations.NullMarked;
