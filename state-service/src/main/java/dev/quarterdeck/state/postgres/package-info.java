/** The store on PostgreSQL: batches in two round trips, reads that share queries, partitions of history. Reads and writes the tables of db/migration. */
@NullMarked
package dev.quarterdeck.state.postgres;

import org.jspecify.annotations.NullMarked;
