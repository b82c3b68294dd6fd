/**
 * Priority and fairness of requests: FlowSchemas sort requests into flows and priority levels, each level has its share of the seats, and within a level flows take
 * turns. Reads FlowSchemas and PriorityLevelConfigurations from the caches; writes nothing.
 */
@NullMarked
package dev.quarterdeck.gateway.priority;

import org.jspecify.annotations.NullMarked;
