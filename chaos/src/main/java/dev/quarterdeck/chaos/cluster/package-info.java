/** The processes: PostgreSQL with a synchronous standby, brokers, state-services, gateways. Each can be killed, stopped, cut off and started again. */
@NullMarked
package dev.quarterdeck.chaos.cluster;

import org.jspecify.annotations.NullMarked;
