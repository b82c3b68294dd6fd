package dev.quarterdeck.kube.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.reference.ReferenceData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every column of every kind that is served by default, in order. */
class MatchReferenceColumnsTest {
    private static final Set<String> NOT_SERVED = Set.of(
            "ClusterTrustBundle",
            "PodCertificateRequest",
            "LeaseCandidate",
            "StorageVersion",
            "ResourcePoolStatusRequest",
            "DeviceTaintRule",
            "StorageVersionMigration",
            "Workload",
            "PodGroup");

    @TestFactory
    Stream<DynamicTest> hasTheColumnsOfTheReference() throws IOException {
        Map<String, StringBuilder> expected = new LinkedHashMap<>();
        for (String line : Files.readAllLines(ReferenceData.folder("facts").resolve("table-columns.tsv"))) {
            String[] f = line.split("\t", -1);
            if (Character.isUpperCase(f[0].charAt(0)) && !NOT_SERVED.contains(f[0])) {
                for (String group : f[1].split(", ")) {
                    expected.computeIfAbsent(group + "/" + f[0], k -> new StringBuilder())
                            .append(String.join("|", f[2], f[3], f[4], f[5]))
                            .append('\n');
                }
            }
        }
        return expected.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> assertThat(columns(e.getKey()))
                        .isEqualTo(e.getValue().toString())));
    }

    private static String columns(String kind) {
        int slash = kind.indexOf('/');
        String group = Set.of("core", "meta").contains(kind.substring(0, slash)) ? "" : kind.substring(0, slash);
        List<Column> columns = BuiltInTables.of(new GroupVersionKind(group, "v1", kind.substring(slash + 1)))
                .columns();
        StringBuilder text = new StringBuilder();
        for (Column c : columns) {
            text.append(String.join("|", c.name(), c.type(), c.format(), Integer.toString(c.priority())))
                    .append('\n');
        }
        return text.toString();
    }
}
