package dev.quarterdeck.benchmarks.failover;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What came of it.
 *
 * @param takeover by lease: how long after the dead leader's lease had run out another one held it
 * @param done how long after the kill everything was as wanted
 * @param mostPods the most that any one owner had at once
 * @param violations what must never be; empty
 */
public record FailoverReport(
        Map<String, Duration> takeover, Duration done, int podsMade, int mostPods, List<String> violations) {}
