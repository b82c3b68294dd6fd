/**
 * Label and field selectors, and the fields that each kind lets a client select on. Reads the text of queries, selector objects and object trees; writes
 * predicates over plain maps.
 */
@NullMarked
package dev.quarterdeck.kube.selector;

import org.jspecify.annotations.NullMarked;
