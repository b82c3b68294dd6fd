package dev.quarterdeck.benchmarks.rounds;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.quarterdeck.benchmarks.compare.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one visit to one server has measured. Kept in a file of its own, so that a run that was cut short goes on where it ended.
 *
 * @param warmUp see {@link WarmUp#told}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Visit(String suite, String server, int round, String version, String warmUp, List<Sample> samples) {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static Path file(Path directory, String server, int round) {
        return directory.resolve("visit-" + server + "-" + round + ".json");
    }

    void save(Path directory) {
        JSON.writeValue(file(directory, server, round).toFile(), this);
    }

    /** Empty where there was none, or one of another suite. */
    static Optional<Visit> find(Path directory, String suite, String server, int round) {
        Path file = file(directory, server, round);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), Visit.class))
                    .filter(v -> v.suite().equals(suite));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
