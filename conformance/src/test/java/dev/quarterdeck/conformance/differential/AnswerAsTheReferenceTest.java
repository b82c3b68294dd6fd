package dev.quarterdeck.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The write road gives the answers of a kube-apiserver 1.36 that are recorded beside this class. {@code shares.tsv} says how alike they are, kind by kind: no
 * kind may get worse. Requests made from the manifests of the reference data are asked where those are beside the project.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswerAsTheReferenceTest {
    /** Two requests in a hundred may be new, for example where a field was added to a schema. */
    private static final double KNOWN = 98;

    private final Map<String, Report> reports =
            Map.of("own", new Report(), "apply", new Report(), "manifests", new Report());
    private final Run run = new Run(Run.reference());

    @BeforeAll
    void askAll() throws IOException {
        Recording recording = Recording.read(open("answers.gz"));
        try (Target target = new WriteServiceTarget()) {
            for (Map.Entry<ApiRequest, Answer> entry : run.ask(target).entrySet()) {
                report(run.part(entry.getKey())).add(entry.getKey(), recording.of(entry.getKey()), entry.getValue());
            }
        }
    }

    private Report report(String part) {
        return Objects.requireNonNull(reports.get(part), part);
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(
                AnswerAsTheReferenceTest.class.getResourceAsStream("/differential/" + name), name);
    }

    @AfterAll
    void show() {
        reports.forEach((part, report) -> System.out.println(part + "\n" + report.table()));
    }

    @Test
    void theRecordingKnowsTheRequests() {
        Report own = report("own");
        assertThat(100.0 - 100.0 * own.unknown() / (own.all().requests() + own.unknown()))
                .isGreaterThan(KNOWN);
    }

    @Test
    void noKindIsLessLikeTheReferenceThanItWas() throws IOException {
        assertThat(worse(report("own"), "own")).isEmpty();
        assertThat(worse(report("apply"), "apply")).isEmpty();
    }

    @Test
    void manifestsAreAnsweredAsTheReferenceAnswers() throws IOException {
        assumeTrue(Run.reference() != null, "shared/kubernetes-1.36 is not beside the project");
        assertThat(worse(report("manifests"), "manifests")).isEmpty();
    }

    private static List<String> worse(Report report, String part) throws IOException {
        Map<String, Report.Shares> actual = new TreeMap<>(report.kinds());
        actual.put("all", report.all());
        List<String> worse = new ArrayList<>();
        try (InputStream in = open("shares.tsv")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList()) {
                String[] cells = line.split("\t");
                Report.Shares shares = actual.get(cells[1]);
                if (!cells[0].equals(part) || shares == null) {
                    continue;
                }
                if (shares.codes() < Double.parseDouble(cells[2])
                        || shares.causes() < Double.parseDouble(cells[3])
                        || shares.objects() < Double.parseDouble(cells[4])
                        || shares.warnings() < Double.parseDouble(cells[5])) {
                    worse.add(line.replace('\t', ' ') + ", but was " + shares.codes() + " " + shares.causes() + " "
                            + shares.objects() + " " + shares.warnings());
                }
            }
        }
        return worse;
    }
}
