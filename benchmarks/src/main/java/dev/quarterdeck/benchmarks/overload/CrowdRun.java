package dev.quarterdeck.benchmarks.overload;

import dev.quarterdeck.benchmarks.overload.Crowd.Manners;
import dev.quarterdeck.benchmarks.overload.Crowd.Outcome;
import dev.quarterdeck.benchmarks.overload.Crowd.Work;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Locale;

/** The crowd that suits the server and many times as many, in turns, so that a slow spell of the machine hits both. */
final class CrowdRun {
    private final Target target;
    private final Work work;
    private final int workers;
    private final int factor;
    private final int seconds;
    private int round;

    CrowdRun(Target target, Work work, int workers, int factor, int seconds) {
        this.target = target;
        this.work = work;
        this.workers = workers;
        this.factor = factor;
        this.seconds = seconds;
    }

    void print() {
        String path = "/api/v1/namespaces/" + target.namespace + "/configmaps";
        try (Clients clients = new Clients(target, workers * factor)) {
            HttpResponse<String> seed = clients.send(0, "POST", path, Crowd.configMap("seed"));
            if (seed.statusCode() / 100 != 2 && seed.statusCode() != 409) {
                throw new IllegalStateException(seed.body());
            }
            run(clients, path, workers, Manners.HONOURS_RETRY_AFTER);
            double before = print("peak", run(clients, path, workers, Manners.HONOURS_RETRY_AFTER));
            for (Manners manners : Manners.values()) {
                double over = print(manners.toString(), run(clients, path, workers * factor, manners));
                double after = print("peak", run(clients, path, workers, Manners.HONOURS_RETRY_AFTER));
                System.out.printf(Locale.ROOT, "%s, %s: %.2f of peak%n", work, manners, over / ((before + after) / 2));
                before = after;
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome run(Clients clients, String path, int clientele, Manners manners) {
        target.memory.peakMegabytes();
        return new Crowd(clients, path, work).run(round++, clientele, seconds, manners);
    }

    private double print(String what, Outcome outcome) {
        System.out.printf(
                Locale.ROOT,
                "%-19s %5d clients: %6.0f/s, p50 %5.0f ms, p99 %5.0f ms; %d refused (429), %d unavailable (503), %d of them without Retry-After, %d timed out,"
                        + " %d failed; another user's reads: p50 %.0f ms, worst %.0f ms; server %.0f MB at most%n",
                what.toLowerCase(Locale.ROOT),
                outcome.workers(),
                outcome.perSecond(),
                outcome.p50(),
                outcome.p99(),
                outcome.refused(),
                outcome.unavailable(),
                outcome.hasty(),
                outcome.timedOut(),
                outcome.failed(),
                outcome.quietP50(),
                outcome.quietWorst(),
                target.memory.peakMegabytes());
        return outcome.perSecond();
    }
}
