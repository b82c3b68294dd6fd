package dev.quarterdeck.launcher.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Parts of Kubernetes that are off by default, with kubectl as users have it: switched on, used, and kept over a restart. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SwitchFeaturesOnIT {
    private static final String VERSION = """
              - name: %s
                served: true
                storage: %s
                schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """;
    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {plural: widgets, kind: Widget}
              versions:
            """;
    private static final String WORKLOAD = """
            apiVersion: scheduling.k8s.io/v1alpha2
            kind: Workload
            metadata: {name: w}
            spec:
              podGroupTemplates:
              - {name: a, schedulingPolicy: {gang: {minCount: 2}}}
            """;

    private static final String GROUP = """
            apiVersion: scheduling.k8s.io/v1alpha2
            kind: PodGroup
            metadata:
              name: g
              ownerReferences: [{apiVersion: scheduling.k8s.io/v1alpha2, kind: Workload, name: w, uid: %s}]
            spec:
              podGroupTemplateRef: {workload: {workloadName: w, podGroupTemplateName: a}}
              schedulingPolicy: {gang: {minCount: 2}}
            """;

    private LauncherDirectory directory;
    private Launcher launcher;
    private Kubectl kubectl;

    @BeforeEach
    void prepare() throws IOException {
        directory = LauncherDirectory.create("features");
        launcher = directory.launcher();
        launcher.run(directory.up(
                "--feature-gates",
                "GenericWorkload=true,StorageVersionMigrator=true",
                "--runtime-config",
                "scheduling.k8s.io/v1alpha2=true,storagemigration.k8s.io/v1beta1=true"));
        kubectl = launcher.kubectl();
    }

    @AfterEach
    void clean() throws IOException {
        if (directory != null) {
            directory.close();
        }
    }

    private String storedVersions() {
        return kubectl.run("get", "crd", "widgets.example.com", "-o", "jsonpath={.status.storedVersions}");
    }

    private String stored() {
        return launcher.attempt(
                        "sql",
                        "-o",
                        "csv",
                        "select object->>'apiVersion', count(*) from kube.\"widgets.example.com\" group by 1 order by 1")
                .output();
    }

    @Test
    void objectsAreBroughtIntoTheNewestVersionAndFeaturesAreKept() {
        kubectl.apply(DEFINITION + VERSION.formatted("v1", true) + VERSION.formatted("v2", false));
        kubectl.run("wait", "--for", "condition=established", "--timeout=30s", "crd/widgets.example.com");
        for (String name : new String[] {"one", "two", "three"}) {
            kubectl.apply(
                    "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: " + name + "}\nspec: {size: 3}\n");
        }
        kubectl.apply(DEFINITION + VERSION.formatted("v1", false) + VERSION.formatted("v2", true));
        assertThat(storedVersions()).isEqualTo("[\"v1\",\"v2\"]");
        assertThat(stored()).contains("example.com/v1,3");
        kubectl.apply("""
                apiVersion: storagemigration.k8s.io/v1beta1
                kind: StorageVersionMigration
                metadata: {name: widgets}
                spec: {resource: {group: example.com, resource: widgets}}
                """);
        kubectl.run("wait", "--for", "condition=Succeeded", "--timeout=60s", "storageversionmigration/widgets");
        kubectl.run("wait", "--for", "condition=Running=false", "--timeout=30s", "storageversionmigration/widgets");
        assertThat(stored()).contains("example.com/v2,3").doesNotContain("v1");
        assertThat(storedVersions()).isEqualTo("[\"v2\"]");
        assertThat(kubectl.run("get", "storageversionmigrations"))
                .containsPattern("widgets +widgets.example.com +Succeeded");
        kubectl.apply(DEFINITION + VERSION.formatted("v2", true));
        assertThat(kubectl.run("get", "widget", "two", "-o", "jsonpath={.apiVersion} {.spec.size}"))
                .isEqualTo("example.com/v2 3");

        kubectl.apply(WORKLOAD);
        kubectl.run("create", "quota", "few", "--hard=count/workloads.scheduling.k8s.io=1");
        kubectl.await(
                Duration.ofSeconds(20),
                out -> out.equals("1"),
                "get",
                "quota",
                "few",
                "-o",
                "jsonpath={.status.used.count/workloads\\.scheduling\\.k8s\\.io}");
        assertThat(kubectl.attempt(WORKLOAD.replace("name: w}", "name: x}"), "apply", "-f", "-")
                        .err())
                .contains("exceeded quota: few");
        kubectl.run("create", "namespace", "gone");
        kubectl.runWith(WORKLOAD, "apply", "--server-side", "-n", "gone", "-f", "-");
        kubectl.runWith(
                GROUP.formatted(kubectl.run("-n", "gone", "get", "workload", "w", "-o", "jsonpath={.metadata.uid}")),
                "apply",
                "-n",
                "gone",
                "-f",
                "-");
        assertThat(kubectl.run("-n", "gone", "get", "podgroups")).containsPattern("g +Gang +w +Pending");
        kubectl.run("-n", "gone", "delete", "workload", "w");
        kubectl.run("-n", "gone", "wait", "--for=delete", "podgroup/g", "--timeout=30s");
        kubectl.runWith(WORKLOAD, "apply", "-n", "gone", "-f", "-");
        kubectl.run("delete", "namespace", "gone", "--timeout=60s");

        launcher.run("down");
        launcher.run(directory.up());
        assertThat(kubectl.run("get", "workloads", "-o", "name")).isEqualTo("workload.scheduling.k8s.io/w");
    }
}
