package dev.quarterdeck.benchmarks.apibench;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The load generator's report of one run, as far as it is used here. Milliseconds, microseconds and bytes as the names say. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ApibenchReport(String label, String serverVersion, int cpus, List<Result> results) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /** One workload. Of the sizes, {@code objects} and {@code watchers} are 0 where the workload has none. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Result(
            String workload,
            int n,
            int c,
            int objects,
            int bytes,
            int watchers,
            boolean watchList,
            long succeeded,
            long failed,
            boolean cutShort,
            double seconds,
            double opsPerSecond,
            Summary latencyMillis,
            double objectsPerSecond,
            double clientCPUMicrosPerOp,
            List<ErrorCount> errors,
            @Nullable Watch watch,
            @Nullable List<ProcessUse> processes,
            double othersCores,
            double stolenCores) {

        /** CPU of all server processes per successful operation. */
        public double serverMicrosPerOp() {
            return processes == null
                    ? 0
                    : processes.stream().mapToDouble(ProcessUse::cpuMicrosPerOp).sum();
        }

        public double serverPeakBytes() {
            return processes == null
                    ? 0
                    : processes.stream().mapToDouble(ProcessUse::peakBytes).sum();
        }

        public double serverRssAfterBytes() {
            return processes == null
                    ? 0
                    : processes.stream().mapToDouble(ProcessUse::rssAfterBytes).sum();
        }

        /** Whether more failed than not: how quick the rest was then says nothing. */
        public boolean mostlyFailed() {
            return failed > succeeded;
        }

        public List<ErrorCount> errors() {
            return errors == null ? List.of() : errors;
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Summary(long count, double mean, double p50, double p90, double p99, double max) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ErrorCount(String kind, long count, String example) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Watch(
            int watchers,
            long eventsExpected,
            long eventsDelivered,
            long eventsMissing,
            long duplicates,
            long outOfOrder,
            long watchRestarts,
            double eventsPerSecond,
            Summary lagMillis,
            double drainSeconds) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ProcessUse(
            String name,
            long pid,
            double cpuSeconds,
            double cpuMicrosPerOp,
            double rssAfterBytes,
            double peakBytes,
            @Nullable String error) {}

    public static ApibenchReport read(Path file) {
        return JSON.readValue(file.toFile(), ApibenchReport.class);
    }
}
