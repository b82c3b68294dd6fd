/**
 * What people ask with in SQL: schema {@code kube}, its views and the role that may read them. Writes definitions only; the rows are those of
 * {@code objects} and {@code history}.
 */
@NullMarked
package dev.quarterdeck.state.sql;

import org.jspecify.annotations.NullMarked;
