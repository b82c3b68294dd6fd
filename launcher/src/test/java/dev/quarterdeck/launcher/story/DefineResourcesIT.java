package dev.quarterdeck.launcher.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A custom resource with kubectl as users have it, from its definition to its end, and over a restart of the cluster. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DefineResourcesIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: crontabs.stable.example.com}
            spec:
              group: stable.example.com
              scope: Namespaced
              names: {plural: crontabs, singular: crontab, kind: CronTab, shortNames: [ct], categories: [all]}
              versions:
              - name: v1
                served: true
                storage: true
                subresources:
                  status: {}
                  scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas, labelSelectorPath: .status.selector}
                selectableFields: [{jsonPath: .spec.image}]
                additionalPrinterColumns:
                - {name: Spec, type: string, jsonPath: .spec.cronSpec}
                - {name: Replicas, type: integer, jsonPath: .spec.replicas}
                schema:
                  openAPIV3Schema:
                    description: A cron tab for tests
                    type: object
                    properties:
                      spec:
                        type: object
                        description: What is to run
                        required: [cronSpec]
                        properties:
                          cronSpec: {type: string, description: When it runs}
                          image: {type: string}
                          replicas: {type: integer, minimum: 0, default: 1}
                      status:
                        type: object
                        properties: {replicas: {type: integer}, selector: {type: string}}
            """;
    private static final String OBJECT = """
            apiVersion: stable.example.com/v1
            kind: CronTab
            metadata: {name: one}
            spec: {cronSpec: "* * * * */5", image: mine}
            """;

    private LauncherDirectory directory;
    private Launcher launcher;

    @BeforeEach
    void prepare() throws IOException {
        directory = LauncherDirectory.create("define");
        launcher = directory.launcher();
        launcher.run(directory.up());
    }

    @AfterEach
    void clean() throws IOException {
        if (directory != null) {
            directory.close();
        }
    }

    @Test
    void aDefinitionServesItsObjectsUntilItGoes() {
        Kubectl kubectl = launcher.kubectl();
        kubectl.apply(DEFINITION);
        kubectl.run("wait", "--for", "condition=established", "--timeout=30s", "crd/crontabs.stable.example.com");
        kubectl.apply(OBJECT);
        assertThat(kubectl.run("get", "ct"))
                .contains("SPEC", "REPLICAS", "* * * * */5")
                .containsPattern("one .* 1");
        assertThat(kubectl.run("get", "all")).contains("crontab.stable.example.com/one");
        assertThat(kubectl.run("get", "ct", "--field-selector", "spec.image=mine", "-o", "name"))
                .isEqualTo("crontab.stable.example.com/one");
        assertThat(kubectl.run("get", "ct", "--field-selector", "spec.image=other", "-o", "name"))
                .isEmpty();
        assertThat(kubectl.run("explain", "ct.spec")).contains("What is to run", "cronSpec", "When it runs");
        assertThat(kubectl.run("explain", "ct.metadata")).contains("Standard object's metadata", "creationTimestamp");
        kubectl.run("scale", "ct/one", "--replicas=3");
        assertThat(kubectl.run("get", "ct", "one", "-o", "jsonpath={.spec.replicas} {.metadata.generation}"))
                .isEqualTo("3 2");
        kubectl.run(
                "patch", "ct", "one", "--type=merge", "--subresource=status", "-p", "{\"status\":{\"replicas\":2}}");
        assertThat(kubectl.run("get", "ct", "one", "-o", "jsonpath={.status.replicas} {.metadata.generation}"))
                .isEqualTo("2 2");
        assertThat(kubectl.attempt(OBJECT.replace("cronSpec", "nothing"), "apply", "-f", "-")
                        .code())
                .isNotZero();
        assertThat(kubectl.attempt("", "patch", "ct", "one", "--type=merge", "-p", "{\"spec\":{\"replicas\":-1}}")
                        .err())
                .contains("spec.replicas");

        launcher.run("down");
        launcher.run(directory.up());
        assertThat(kubectl.run("get", "ct", "-o", "name")).isEqualTo("crontab.stable.example.com/one");
        kubectl.apply(OBJECT.replace("name: one", "name: two"));

        String owner = kubectl.run("get", "ct", "two", "-o", "jsonpath={.metadata.uid}");
        kubectl.apply("""
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: owned
                  ownerReferences: [{apiVersion: stable.example.com/v1, kind: CronTab, name: two, uid: %s}]
                """.formatted(owner));
        kubectl.run("delete", "ct", "two");
        kubectl.run("wait", "--for=delete", "configmap/owned", "--timeout=30s");
        kubectl.apply(OBJECT.replace("name: one", "name: two"));

        kubectl.run("create", "namespace", "gone");
        kubectl.runWith(OBJECT, "apply", "-n", "gone", "-f", "-");
        kubectl.run("delete", "namespace", "gone", "--timeout=60s");
        assertThat(kubectl.run("get", "ct", "-A", "-o", "name").lines()).hasSize(2);

        kubectl.run("delete", "crd", "crontabs.stable.example.com", "--timeout=60s");
        kubectl.await(SOON, out -> !out.contains("crontabs"), "api-resources", "--cached=false", "-o", "name");
        assertThat(kubectl.attempt("", "get", "crontabs.v1.stable.example.com").err())
                .contains("the server doesn't have a resource type");
        kubectl.apply(DEFINITION);
        kubectl.run("wait", "--for", "condition=established", "--timeout=30s", "crd/crontabs.stable.example.com");
        assertThat(kubectl.run("get", "ct", "-A", "-o", "name")).isEmpty();
    }
}
