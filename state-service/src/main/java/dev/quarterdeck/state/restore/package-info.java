/** What follows a restore of PostgreSQL: revisions leap above all that were ever given out. Reads and writes the store while no service runs on it. */
@NullMarked
package dev.quarterdeck.state.restore;

import org.jspecify.annotations.NullMarked;
