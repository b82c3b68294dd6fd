package dev.quarterdeck.chaos.cluster;

import java.nio.file.Path;

/**
 * How large a cluster is.
 *
 * @param root of the source tree, where the applications have been built
 * @param programs where PostgreSQL is unpacked, kept between runs
 * @param diskMegabytes of each server of PostgreSQL and of each broker, in memory
 */
public record ClusterSettings(
        Path root, Path programs, int stateServices, int gateways, int brokers, int diskMegabytes) {}
