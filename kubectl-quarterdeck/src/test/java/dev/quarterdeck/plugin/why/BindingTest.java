package dev.quarterdeck.plugin.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.plugin.Objects;
import dev.quarterdeck.plugin.history.Revision;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BindingTest {
    private static Revision revision(long number, String subresource, String node) {
        return new Revision(
                number,
                "MODIFIED",
                Instant.parse("2026-11-20T10:00:00Z").plusSeconds(number),
                "system:kube-scheduler",
                "",
                "",
                "create",
                subresource,
                Objects.of("{'spec':" + (node.isEmpty() ? "{}" : "{'nodeName':'" + node + "'}") + "}"),
                Objects.of("{}"));
    }

    @Test
    void itIsTheOldestRevisionWithANode() {
        assertThat(Binding.of(List.of(
                                revision(9, "status", "n1"),
                                revision(7, "binding", "n1"),
                                revision(5, "status", ""),
                                revision(4, "", ""))
                        .iterator()))
                .hasValueSatisfying(b -> {
                    assertThat(b.revision()).isEqualTo(7);
                    assertThat(b.node()).isEqualTo("n1");
                    assertThat(b.time()).isEqualTo("2026-11-20T10:00:07Z");
                });
    }

    @Test
    void aPodThatWasMadeWithItsNodeOrWhoseBindingIsForgottenHasNone() {
        assertThat(Binding.of(List.of(revision(9, "status", "n1"), revision(4, "", "n1"))
                        .iterator()))
                .isEmpty();
        assertThat(Binding.of(List.<Revision>of().iterator())).isEmpty();
        assertThat(Binding.of(List.of(revision(4, "", "")).iterator())).isEmpty();
    }
}
