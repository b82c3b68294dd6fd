package dev.quarterdeck.state.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quarterdeck.state.memory.InMemoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The plugins that a default server runs, in its order, as the reference's table has them. */
class DefaultPluginsTest {
    /** Decided in the gateway, where rights are. */
    private static final Set<String> ELSEWHERE = Set.of("CertificateApproval", "CertificateSigning");
    /** Added by whoever runs policies and webhooks. */
    private static final Set<String> OF_THE_CLUSTER = Set.of(
            "MutatingAdmissionPolicy",
            "MutatingAdmissionWebhook",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionWebhook");

    private static Path table() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolve("shared/kubernetes-1.36/facts/admission.tsv");
            if (Files.exists(found)) {
                return found;
            }
        }
        return Path.of("nowhere");
    }

    @Test
    void everyPluginThatIsOnByDefaultIsThereInItsPlace() throws IOException {
        assumeTrue(Files.exists(table()), "shared/kubernetes-1.36 is not beside the project");
        List<String> expected = new ArrayList<>();
        List<String> lines = Files.readAllLines(table());
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split("\t", -1);
            boolean on =
                    cells[2].equals("on") && !cells[4].contains("off by default") || cells[1].equals("NodeRestriction");
            if (on && !ELSEWHERE.contains(cells[1]) && !OF_THE_CLUSTER.contains(cells[1])) {
                expected.add(cells[1]);
            }
        }
        InstantSource clock = InstantSource.system();
        List<String> names = new AdmissionChain(DefaultPlugins.all(
                        new CachedClusterReader(new InMemoryObjectStore(), clock, 10), () -> "x", p -> {}, clock))
                .names();
        assertThat(names.stream().filter(n -> !OF_THE_CLUSTER.contains(n))).containsExactlyElementsOf(expected);
        assertThat(names).hasSizeGreaterThan(15);
    }
}
