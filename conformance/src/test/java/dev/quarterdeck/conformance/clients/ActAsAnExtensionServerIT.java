package dev.quarterdeck.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an API server behind the gateway asks of the cluster under its own identity, with the rights that the usual manifests give it, and no more. */
@ExtendWith(SharedCluster.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ActAsAnExtensionServerIT {
    private static final String SELF = "--as=system:serviceaccount:wardle:apiserver";
    private static final String TRUST = "extension-apiserver-authentication";

    @Test
    void readsWhomToTrustAndAsksWhoSomebodyIsAndWhatTheyMay(RunningCluster cluster) {
        List<Path> found = KubectlProgram.found();
        if (found.isEmpty() && "1".equals(System.getenv("QUARTERDECK_REQUIRE_REAL"))) {
            throw new AssertionError("required here, and missing: kubectl");
        }
        Assumptions.assumeFalse(found.isEmpty(), "needs kubectl on the path");
        KubectlProgram kubectl = new KubectlProgram(found.getFirst(), cluster, "wardle");
        KubectlProgram system = new KubectlProgram(found.getFirst(), cluster, "kube-system");
        kubectl.run("create", "namespace", "wardle");
        kubectl.run("create", "serviceaccount", "apiserver");
        assertThat(system.refusal("", "get", "configmap", TRUST, SELF)).contains("is forbidden");
        system.run(
                "create",
                "rolebinding",
                "wardle-reader",
                "--role=extension-apiserver-authentication-reader",
                "--serviceaccount=wardle:apiserver");
        kubectl.run(
                "create",
                "clusterrolebinding",
                "wardle:delegator",
                "--clusterrole=system:auth-delegator",
                "--serviceaccount=wardle:apiserver");

        assertThat(system.run("get", "configmap", TRUST, SELF, "-o", "jsonpath={.data}"))
                .contains(
                        "client-ca-file",
                        "requestheader-client-ca-file",
                        "requestheader-allowed-names",
                        "X-Remote-User",
                        "X-Remote-Uid",
                        "X-Remote-Group",
                        "X-Remote-Extra-");
        assertThat(system.refusal("", "get", "secrets", SELF)).contains("is forbidden");

        String token = kubectl.run("create", "token", "apiserver");
        assertThat(asked(kubectl, """
                {"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","spec":{"token":"%s"}}""".formatted(token)))
                .contains("\"authenticated\":true", "\"username\":\"system:serviceaccount:wardle:apiserver\"");
        assertThat(asked(kubectl, """
                {"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","spec":{"token":"%s"}}""".formatted(token + "x"))).doesNotContain("\"authenticated\":true");

        String question = """
                {"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{"user":"cy","groups":["system:authenticated"],
                 "resourceAttributes":{"namespace":"wardle","verb":"list","group":"wardle.example.com","resource":"flunders"}}}""";
        assertThat(asked(kubectl, question)).contains("\"allowed\":false");
        kubectl.run("create", "role", "flunders", "--verb=list", "--resource=configmaps");
        kubectl.run(
                "patch",
                "role",
                "flunders",
                "--type=merge",
                "-p",
                "{\"rules\":[{\"apiGroups\":[\"wardle.example.com\"],\"resources\":[\"flunders\"],\"verbs\":[\"list\"]}]}");
        kubectl.run("create", "rolebinding", "flunders", "--role=flunders", "--user=cy");
        await(() -> asked(kubectl, question), "\"allowed\":true");
    }

    @Test
    void whomToTrustIsNobodyElsesToSay(RunningCluster cluster) {
        List<Path> found = KubectlProgram.found();
        Assumptions.assumeFalse(found.isEmpty(), "needs kubectl on the path");
        KubectlProgram system = new KubectlProgram(found.getFirst(), cluster, "kube-system");
        String before = system.run("get", "configmap", TRUST, "-o", "jsonpath={.data}");
        system.run("delete", "configmap", TRUST);
        await(
                () -> system.attempt("", "get", "configmap", TRUST, "-o", "jsonpath={.data}")
                        .out(),
                before);
        system.run("patch", "configmap", TRUST, "--type=merge", "-p", "{\"data\":{\"client-ca-file\":\"mine\"}}");
        await(() -> system.run("get", "configmap", TRUST, "-o", "jsonpath={.data}"), before);
    }

    private static String asked(KubectlProgram kubectl, String review) {
        return kubectl.runWith(review, "create", SELF, "--validate=false", "-f", "-", "-o", "json")
                .replaceAll("\\s*\\n\\s*", "")
                .replace("\": ", "\":");
    }

    private static void await(java.util.function.Supplier<String> answer, String wanted) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        String last = answer.get();
        while (!last.contains(wanted)) {
            assertThat(System.nanoTime()).as("still %s", last).isLessThan(end);
            last = answer.get();
        }
    }
}
