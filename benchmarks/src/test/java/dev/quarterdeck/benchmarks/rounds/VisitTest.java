package dev.quarterdeck.benchmarks.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.benchmarks.compare.Results;
import dev.quarterdeck.benchmarks.compare.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisitTest {
    @TempDir
    Path directory;

    @Test
    void whatAVisitMeasuredIsFoundAgain() throws Exception {
        Visit visit = new Visit(
                "table",
                "ours",
                2,
                "v1",
                "10 operations",
                List.of(new Sample("ours", 2, "", Results.with("create", 50, 0, 1000, 10, 300, 3, 0.05))));
        visit.save(directory);
        assertThat(Visit.find(directory, "table", "ours", 2)).contains(visit);
        assertThat(Visit.find(directory, "table", "ours", 1)).isEmpty();
        assertThat(Visit.find(directory, "table", "theirs", 2)).isEmpty();
        assertThat(Visit.find(directory, "quick", "ours", 2)).isEmpty();
        Files.writeString(directory.resolve("visit-ours-2.json"), "{\"suite\": \"tab");
        assertThat(Visit.find(directory, "table", "ours", 2)).isEmpty();
    }
}
