package dev.quarterdeck.state.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.state.memory.InMemoryObjectStore;
import dev.quarterdeck.state.reference.FactTable;
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

    @Test
    void everyPluginThatIsOnByDefaultIsThereInItsPlace() {
        List<String> expected = new ArrayList<>();
        for (String[] cells : FactTable.rows("admission.tsv")) {
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
