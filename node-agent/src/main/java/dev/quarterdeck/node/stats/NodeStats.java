package dev.quarterdeck.node.stats;

import java.io.IOException;

/** Usage with rates, as the node's API shows it. Thread-safe; blocks while it reads. */
public final class NodeStats {
    private final UsageSource source;
    private final UsageRates rates = new UsageRates();

    public NodeStats(UsageSource source) {
        this.source = source;
    }

    /** To be called every ten seconds or so, where the source knows no rates. */
    public synchronized void sample() throws IOException {
        rates.sample(source.read());
    }

    public synchronized NodeUsage read() throws IOException {
        return rates.with(source.read());
    }
}
