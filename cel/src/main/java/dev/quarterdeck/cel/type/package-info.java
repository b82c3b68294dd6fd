/**
 * What expressions know of the values they look at: types declared from schemas, with bounds on their size, names that are escaped where CEL reserves them,
 * and views of JSON trees as values of those types. Reads schemas; writes nothing.
 */
@NullMarked
package dev.quarterdeck.cel.type;

import org.jspecify.annotations.NullMarked;
