package dev.quarterdeck.node.stats;

import java.io.IOException;

/** Where usage is read. Blocks; any thread. */
public interface UsageSource {

    /** Rates are {@link Usage#UNKNOWN} where the source knows none. */
    NodeUsage read() throws IOException;
}
