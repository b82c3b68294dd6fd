package dev.quarterdeck.benchmarks.overload;

import dev.quarterdeck.benchmarks.overload.Crowd.Work;
import java.nio.file.Path;
import java.util.Locale;

/** One question about too much at a running server; prints the answer. */
public final class OverloadRun {
    private OverloadRun() {}

    /** The questions. */
    public enum Part {
        WRITES,
        READS,
        LARGE_OBJECT,
        INFORMERS,
        STREAMING_INFORMERS,
        SLOW_READERS,
        IDLE_WATCHES;

        /** As the command line has it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * @param clients at the peak of crowds, or informers, slow readers, idle watches; 0: what is in docs/overload.md
     * @param factor how many times more come than at the peak
     * @param seconds of each crowd, or until informers are looked at; 0: what is in docs/overload.md
     * @param objects Secrets that informers list
     * @param bytes of a Secret, or of the large object
     */
    public record Size(int clients, int factor, int seconds, int objects, int bytes) {}

    /** @param pids of the server, as the load generator takes them; empty: nothing is said about its memory */
    public static void print(Path kubeconfig, String pids, Part part, Size size) {
        try (Target target = new Target(kubeconfig, pids)) {
            switch (part) {
                case WRITES -> crowd(target, Work.CREATE, size);
                case READS -> crowd(target, Work.GET, size);
                case LARGE_OBJECT -> new LargeObjectRun(target, or(size.bytes(), 1_500_000)).print();
                case INFORMERS -> informers(target, size, false);
                case STREAMING_INFORMERS -> informers(target, size, true);
                case SLOW_READERS -> new SlowReadersRun(target, or(size.clients(), 200)).print();
                case IDLE_WATCHES -> new IdleWatchesRun(target, or(size.clients(), 5_000)).print();
            }
        }
    }

    private static void crowd(Target target, Work work, Size size) {
        new CrowdRun(target, work, or(size.clients(), 200), or(size.factor(), 10), or(size.seconds(), 8)).print();
    }

    private static void informers(Target target, Size size, boolean streaming) {
        new InformersRun(
                        target,
                        or(size.clients(), 1_000),
                        or(size.objects(), 400),
                        or(size.bytes(), 1_000_000),
                        or(size.seconds(), 60),
                        streaming)
                .print();
    }

    private static int or(int asked, int usual) {
        return asked > 0 ? asked : usual;
    }
}
