package dev.quarterdeck.benchmarks.compare;

import dev.quarterdeck.benchmarks.apibench.ApibenchReport.Result;

/**
 * One workload measured once.
 *
 * @param curve the id of the curve that it is a point of; empty where it is a row of the table
 */
public record Sample(String server, int round, String curve, Result result) {
    private static final int USUAL_BYTES = 64;

    /** What tells workloads of a suite apart: {@code create c50}, {@code list c4 of 5000}, {@code watch-churn c50 w25}. */
    public static String step(Result r) {
        StringBuilder step = new StringBuilder(r.workload()).append(" c").append(r.c());
        if (r.objects() > 0) {
            step.append(" of ").append(r.objects());
        }
        if (r.bytes() != USUAL_BYTES) {
            step.append(" a ").append(r.bytes()).append(" B");
        }
        if (r.watchers() > 0) {
            step.append(" w").append(r.watchers());
        }
        if (r.watchList()) {
            step.append(" watchlist");
        }
        return step.toString();
    }
}
