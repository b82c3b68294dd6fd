/** The store in memory, for tests: the same decisions as on PostgreSQL, and nothing durable. */
@NullMarked
package dev.quarterdeck.state.memory;

import org.jspecify.annotations.NullMarked;
