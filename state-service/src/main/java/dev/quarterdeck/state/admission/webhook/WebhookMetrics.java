package dev.quarterdeck.state.admission.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Calls of webhooks in the reference's numbers. Thread-safe. */
public final class WebhookMetrics {
    private static final String PREFIX = "apiserver_admission_webhook_";
    private static final int MOST = 600;
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(10),
        Duration.ofSeconds(25)
    };

    private final MeterRegistry registry;

    public WebhookMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param type {@code admit} or {@code validating} */
    void called(Webhook webhook, String type, String operation, Outcome outcome, boolean rejected, Duration took) {
        Timer.builder(PREFIX + "admission_duration_seconds")
                .tags("name", webhook.name(), "type", type, "operation", operation)
                .tag("rejected", Boolean.toString(rejected))
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(took);
        String code = Integer.toString(Math.min(outcome.code(), MOST));
        Counter.builder(PREFIX + "request_total")
                .tags("name", webhook.name(), "type", type, "operation", operation, "code", code)
                .tag("rejected", Boolean.toString(rejected))
                .register(registry)
                .increment();
        if (rejected) {
            String error =
                    switch (outcome) {
                        case Outcome.Failed failed -> "calling_webhook_error";
                        case Outcome.Refused refused -> "apiserver_internal_error";
                        case Outcome.Denied denied -> "no_error";
                        case Outcome.Answered answered -> "no_error";
                    };
            Counter.builder(PREFIX + "rejection_count")
                    .tags("name", webhook.name(), "type", type, "operation", operation)
                    .tags("error_type", error, "rejection_code", code)
                    .register(registry)
                    .increment();
        }
    }

    void failedOpen(Webhook webhook, String type) {
        Counter.builder(PREFIX + "fail_open_count")
                .tags("name", webhook.name(), "type", type)
                .register(registry)
                .increment();
    }
}
