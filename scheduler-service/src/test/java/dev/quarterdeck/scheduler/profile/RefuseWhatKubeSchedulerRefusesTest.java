package dev.quarterdeck.scheduler.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.scheduler.extend.Extenders;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Configurations with what kube-scheduler 1.36 said of each when it was started with it, one error a line ({@code -->}); of those that it found while it put a
 * profile together, the field is written in full. Where other words are used here, these stand below ({@code ==>}).
 */
class RefuseWhatKubeSchedulerRefusesTest {
    private static final String HEAD = "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n";

    private record Case(String name, StringBuilder text, List<String> reference, List<String> ours) {
        boolean isAccepted() {
            return reference.equals(List.of("accepted"));
        }

        List<String> errors() {
            return isAccepted() ? List.of() : ours.isEmpty() ? reference : ours;
        }
    }

    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (InputStream in = RefuseWhatKubeSchedulerRefusesTest.class.getResourceAsStream("/configurations.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                if (line.startsWith("== ")) {
                    cases.add(new Case(line.substring(3), new StringBuilder(), new ArrayList<>(), new ArrayList<>()));
                } else if (line.startsWith("--> ")) {
                    cases.getLast().reference().add(line.substring(4));
                } else if (line.startsWith("==> ")) {
                    cases.getLast().ours().add(line.substring(4));
                } else {
                    cases.getLast().text().append(line).append('\n');
                }
            }
        }
        return cases;
    }

    private static List<String> errors(String text) {
        try {
            SchedulerConfiguration it =
                    ConfigurationReader.read((HEAD + text).getBytes(StandardCharsets.UTF_8), "default-scheduler");
            new Extenders(it.extenders(), new KubernetesSerialization(), name -> null).close();
            return List.of();
        } catch (ConfigurationException e) {
            return e.errors().stream().map(FieldError::message).toList();
        } catch (IllegalStateException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    @TestFactory
    Stream<DynamicTest> eachIsRefusedOrTaken() throws IOException {
        return cases().stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.name(), () -> assertThat(errors(each.text().toString()))
                                .containsExactlyInAnyOrderElementsOf(each.errors())));
    }

    @Test
    void mostAreRefusedInTheSameWords() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(120);
        assertThat(cases().stream().filter(c -> c.ours().isEmpty())).hasSizeGreaterThan(85);
    }
}
