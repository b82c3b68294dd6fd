package dev.quarterdeck.state.admission.podsecurity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quarterdeck.kube.object.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PodStandardsTest {

    private static Path pods() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolve("shared/kubernetes-1.36/pod-security");
            if (Files.isDirectory(found)) {
                return found;
            }
        }
        return Path.of("nowhere");
    }

    /** Every pod of the reference data passes or fails at its level and version. */
    @Test
    void judgesEveryPodOfTheReferenceData() throws IOException {
        assumeTrue(Files.isDirectory(pods()), "shared/kubernetes-1.36 is not beside the project");
        List<String> wrong = new ArrayList<>();
        int files = 0;
        try (Stream<Path> all = Files.walk(pods())) {
            for (Path file :
                    all.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                Path verdict = file.getParent();
                if (verdict.endsWith("large-pods")) {
                    continue;
                }
                boolean passes = verdict.endsWith("pass");
                String version = verdict.getParent().getFileName().toString();
                String level = verdict.getParent().getParent().getFileName().toString();
                LevelVersion policy = new LevelVersion(
                        level.equals("baseline") ? PolicyLevel.BASELINE : PolicyLevel.RESTRICTED,
                        Integer.parseInt(version.substring("v1.".length())));
                JsonNode pod = Json.MAPPER.valueToTree(new Yaml().load(Files.readString(file)));
                List<Violation> found = PodStandards.violations(policy, pod.path("metadata"), pod.path("spec"));
                if (found.isEmpty() != passes) {
                    wrong.add(policy + " " + file.getFileName() + ": " + found);
                }
                files++;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(files).isGreaterThan(1000);
    }

    private static List<Violation> judged(String level, String spec) {
        ObjectNode pod = Json.read(("{\"metadata\":{},\"spec\":" + spec.replace('\'', '"') + "}").getBytes());
        return PodStandards.violations(
                new LevelVersion(PolicyLevel.valueOf(level), LevelVersion.LATEST),
                pod.path("metadata"),
                pod.path("spec"));
    }

    @Test
    void namesWhatIsForbiddenAndWho() {
        assertThat(PodStandards.details(judged(
                        "BASELINE",
                        "{'hostNetwork':true,'containers':[{'name':'a','ports':[{'hostPort':80}],'securityContext':"
                                + "{'privileged':true,'capabilities':{'add':['SYS_ADMIN']}}},{'name':'b'}]}")))
                .isEqualTo("non-default capabilities (container \"a\" must not include \"SYS_ADMIN\" in"
                        + " securityContext.capabilities.add), host namespaces (hostNetwork=true), hostPort (container"
                        + " \"a\" uses hostPort 80), privileged (container \"a\" must not set"
                        + " securityContext.privileged=true)");
        assertThat(PodStandards.details(judged("RESTRICTED", "{'containers':[{'name':'a'},{'name':'b'}]}")))
                .isEqualTo("allowPrivilegeEscalation != false (containers \"a\", \"b\" must set"
                        + " securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (containers"
                        + " \"a\", \"b\" must set securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true"
                        + " (pod or containers \"a\", \"b\" must set securityContext.runAsNonRoot=true),"
                        + " seccompProfile (pod or containers \"a\", \"b\" must set"
                        + " securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")");
        assertThat(
                        PodStandards.reasons(
                                judged(
                                        "RESTRICTED",
                                        "{'volumes':[{'name':'v','hostPath':{'path':'/'}}],'securityContext':{'runAsUser':0},'containers':[]}")))
                .isEqualTo("restricted volume types, runAsUser=0");
        assertThat(judged("PRIVILEGED", "{'hostPID':true}")).isEmpty();
    }
}
