/**
 * Objects as rows: the columns of every kind and what stands in their cells, as {@code kubectl get} shows them. Reads object trees; writes cells.
 */
@NullMarked
package dev.quarterdeck.kube.table;

import org.jspecify.annotations.NullMarked;
