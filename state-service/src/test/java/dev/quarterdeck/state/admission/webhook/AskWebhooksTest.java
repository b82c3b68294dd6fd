package dev.quarterdeck.state.admission.webhook;

import static dev.quarterdeck.state.admission.webhook.TestWebhook.patching;
import static dev.quarterdeck.state.admission.webhook.TestWebhook.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.write.WriteFixture;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Webhook servers over real HTTPS, asked by the whole write road. */
class AskWebhooksTest {
    private static final String CONFIG_MAPS = rule("'*'", "", "v1", "'configmaps'");

    private final TestWebhook hooks = new TestWebhook();
    private final WriteFixture cluster = WriteFixture.withWebhooks().namespace("default");

    @AfterEach
    void stop() {
        hooks.close();
    }

    private void mutating(String name, String... webhooks) {
        configure("MutatingWebhookConfiguration", name, webhooks);
    }

    private void validating(String name, String... webhooks) {
        configure("ValidatingWebhookConfiguration", name, webhooks);
    }

    private void configure(String kind, String name, String... webhooks) {
        cluster.create(
                "admissionregistration.k8s.io/v1",
                kind,
                "",
                "{'metadata':{'name':'" + name + "'},'webhooks':[" + String.join(",", webhooks) + "]}");
    }

    private ObjectNode configMap(String name, String more) {
        return cluster.create(
                "v1", "ConfigMap", "default", "{'metadata':{'name':'" + name + "'" + more + "},'data':{'a':'1'}}");
    }

    private ApiException refusal(Runnable write) {
        return catchThrowableOfType(ApiException.class, write::run);
    }

    @Test
    void mutatesOneAfterTheOtherAndThenValidates() {
        hooks.patch("/one", "[{'op':'add','path':'/data/one','value':'1'}]");
        hooks.at(
                "/two",
                r -> patching("[{'op':'add','path':'/data/two','value':'"
                        + r.at("/object/data/one").asString("missing") + "'}]"));
        hooks.at(
                "/check",
                r -> "{'allowed':" + r.at("/object/data/two").asString("").equals("1") + "}");
        mutating("b", hooks.webhook("two.tools.dev", "/two", CONFIG_MAPS, ""));
        mutating("a", hooks.webhook("one.tools.dev", "/one", CONFIG_MAPS, ""));
        validating("c", hooks.webhook("check.tools.dev", "/check", CONFIG_MAPS, ""));
        ObjectNode made = configMap("x", "");
        assertThat(made.path("data").toString()).isEqualTo("{\"a\":\"1\",\"one\":\"1\",\"two\":\"1\"}");
        assertThat(hooks.asked).hasSize(3);
    }

    @Test
    void sendsWhatTheReferenceSends() {
        hooks.allow("/see");
        validating("see", hooks.webhook("see.tools.dev", "/see", CONFIG_MAPS, ""));
        cluster.caller = new Caller(
                "jane", "u1", List.of("dev", "system:authenticated"), Map.of("scopes", List.of("a", "b")), "t", "1");
        cluster.write(new WriteRequest.Create(
                cluster.type("v1", "ConfigMap"),
                "default",
                "",
                "",
                WriteFixture.json("{'metadata':{'name':'x'},'data':{'k':'v'}}"),
                WriteFixture.JSON,
                cluster.caller,
                new WriteRequest.Options(true, "kubectl", "Strict")));
        ObjectNode request = hooks.asked.getFirst();
        assertThat(request.remove("uid").stringValue()).hasSize(36);
        ObjectNode object = (ObjectNode) request.remove("object");
        assertThat(object.path("metadata").path("uid").asString("")).isNotEmpty();
        assertThat(object.path("data").toString()).isEqualTo("{\"k\":\"v\"}");
        assertThat(request.toString().replace('"', '\''))
                .isEqualTo("{'kind':{'group':'','version':'v1','kind':'ConfigMap'},"
                        + "'resource':{'group':'','version':'v1','resource':'configmaps'},"
                        + "'requestKind':{'group':'','version':'v1','kind':'ConfigMap'},"
                        + "'requestResource':{'group':'','version':'v1','resource':'configmaps'},"
                        + "'name':'x','namespace':'default','operation':'CREATE',"
                        + "'userInfo':{'username':'jane','uid':'u1','groups':['dev','system:authenticated'],"
                        + "'extra':{'scopes':['a','b']}},"
                        + "'oldObject':null,'dryRun':true,"
                        + "'options':{'kind':'CreateOptions','apiVersion':'meta.k8s.io/v1','dryRun':['All'],"
                        + "'fieldManager':'kubectl','fieldValidation':'Strict'}}");
    }

    @Test
    void showsTheOldObjectOfUpdatesAndDeletions() {
        configMap("x", "");
        hooks.allow("/see");
        validating("see", hooks.webhook("see.tools.dev", "/see", CONFIG_MAPS, ""));
        cluster.patch("v1", "ConfigMap", "default", "x", "", "merge", "{'data':{'a':'2'}}");
        cluster.delete("v1", "ConfigMap", "default", "x", "{'gracePeriodSeconds':0}");
        ObjectNode update = hooks.asked.get(0);
        assertThat(update.at("/operation").asString()).isEqualTo("UPDATE");
        assertThat(update.at("/oldObject/data/a").asString()).isEqualTo("1");
        assertThat(update.at("/object/data/a").asString()).isEqualTo("2");
        assertThat(update.at("/options/kind").asString()).isEqualTo("UpdateOptions");
        ObjectNode deletion = hooks.asked.get(1);
        assertThat(deletion.at("/operation").asString()).isEqualTo("DELETE");
        assertThat(deletion.path("object").isNull()).isTrue();
        assertThat(deletion.at("/oldObject/data/a").asString()).isEqualTo("2");
        assertThat(deletion.path("options").toString())
                .isEqualTo("{\"kind\":\"DeleteOptions\",\"apiVersion\":\"meta.k8s.io/v1\",\"gracePeriodSeconds\":0}");
    }

    @Test
    void refusesInTheWordsOfTheWebhook() {
        hooks.deny("/deny", "{'reason':'the config map is not wanted here'}");
        validating("deny", hooks.webhook("deny.tools.dev", "/deny", CONFIG_MAPS, ""));
        ApiException plain = refusal(() -> configMap("x", ""));
        assertThat(plain.code()).isEqualTo(400);
        assertThat(plain)
                .hasMessage("admission webhook \"deny.tools.dev\" denied the request: the config map is not wanted"
                        + " here");
        assertThat(plain.toStatus().path("reason").asString()).isEqualTo("the config map is not wanted here");
        assertThat(cluster.exists("v1", "ConfigMap", "default", "x")).isFalse();
    }

    @Test
    void refusesWithItsCodeReasonAndDetailsAndWarns() {
        hooks.at(
                "/deny",
                r -> "{'allowed':false,'warnings':['beware'],'status':{'code':422,'reason':'Invalid',"
                        + "'message':'no','details':{'name':'x','causes':[{'field':'data','message':'bad','reason':'FieldValueInvalid'}]}}}");
        mutating("deny", hooks.webhook("deny.tools.dev", "/deny", CONFIG_MAPS, ""));
        ApiException refusal = refusal(() -> configMap("x", ""));
        assertThat(refusal.warnings()).containsExactly("beware");
        ObjectNode status = refusal.toStatus();
        assertThat(status.path("code").intValue()).isEqualTo(422);
        assertThat(status.path("reason").asString()).isEqualTo("Invalid");
        assertThat(status.at("/details/causes/0/field").asString()).isEqualTo("data");
        assertThat(status.path("message").asString())
                .isEqualTo("admission webhook \"deny.tools.dev\" denied the request: no");
    }

    @Test
    void refusesWithoutExplanationWhereThereIsNone() {
        hooks.at("/deny", r -> "{'allowed':false}");
        validating("deny", hooks.webhook("deny.tools.dev", "/deny", CONFIG_MAPS, ""));
        assertThatThrownBy(() -> configMap("x", ""))
                .hasMessage("admission webhook \"deny.tools.dev\" denied the request without explanation");
    }

    @Test
    void goesOnOrNotWhereNobodyAnswers() {
        String gone = "{'name':'gone.tools.dev','admissionReviewVersions':['v1'],'sideEffects':'None','clientConfig':"
                + "{'service':{'namespace':'tools','name':'hook'}},'rules':[" + CONFIG_MAPS + "]";
        validating("ignored", gone + ",'failurePolicy':'Ignore'}");
        configMap("x", "");
        validating("gone", gone + "}");
        ApiException refusal = refusal(() -> configMap("y", ""));
        assertThat(refusal.code()).isEqualTo(500);
        assertThat(refusal)
                .hasMessage("Internal error occurred: failed calling webhook \"gone.tools.dev\": failed to call"
                        + " webhook: Post \"https://hook.tools.svc:443?timeout=10s\": service \"hook\" not found");
        assertThat(refusal.details().causes()).hasSize(1);
    }

    @Test
    void waitsAsLongAsTheConfigurationSays() {
        CountDownLatch end = new CountDownLatch(1);
        hooks.at("/always-allow-delay-5s", r -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "{'allowed':true}";
        });
        validating(
                "slow", hooks.webhook("slow.tools.dev", "/always-allow-delay-5s", CONFIG_MAPS, ",'timeoutSeconds':1"));
        assertThatThrownBy(() -> configMap("x", ""))
                .hasMessageContaining("/always-allow-delay-5s?timeout=1s\": context deadline exceeded");
        end.countDown();
    }

    @Test
    void refusesAnswersThatAreNone() {
        hooks.server.at(
                "/none",
                body -> new dev.quarterdeck.testkit.webhook.HttpsServerFixture.Answer(
                        200, WriteFixture.json("{'kind':'AdmissionReview','apiVersion':'admission.k8s.io/v1'}")));
        hooks.server.at(
                "/stranger",
                body -> new dev.quarterdeck.testkit.webhook.HttpsServerFixture.Answer(
                        200,
                        WriteFixture.json(
                                "{'kind':'AdmissionReview','apiVersion':'admission.k8s.io/v1','response':{'uid':'1',"
                                        + "'allowed':true}}")));
        hooks.patch("/patch", "[{'op':'add','path':'/data/b','value':'1'}]");
        validating("none", hooks.webhook("none.tools.dev", "/none", rule("'CREATE'", "", "v1", "'configmaps'"), ""));
        assertThatThrownBy(() -> configMap("x", ""))
                .hasMessageEndingWith("failed calling webhook \"none.tools.dev\": received invalid webhook response:"
                        + " webhook response was absent");
        validating(
                "stranger", hooks.webhook("stranger.tools.dev", "/stranger", rule("'*'", "", "v1", "'secrets'"), ""));
        assertThatThrownBy(() -> cluster.create("v1", "Secret", "default", "{'metadata':{'name':'s'}}"))
                .hasMessageContaining("received invalid webhook response: expected response.uid=\"");
        validating("patch", hooks.webhook("patch.tools.dev", "/patch", rule("'*'", "", "v1", "'services'"), ""));
        assertThatThrownBy(() -> cluster.create(
                        "v1", "Service", "default", "{'metadata':{'name':'s'},'spec':{'ports':[{'port':80}]}}"))
                .hasMessageContaining("validating webhook may not return response.patch");
    }

    @Test
    void selectsByNamespaceAndByObject() {
        cluster.create("v1", "Namespace", "", "{'metadata':{'name':'watched','labels':{'watched':'yes'}}}");
        hooks.deny("/deny", "{'message':'no'}");
        validating(
                "namespaced",
                hooks.webhook(
                        "deny.tools.dev",
                        "/deny",
                        CONFIG_MAPS,
                        ",'namespaceSelector':{'matchLabels':{'watched':'yes'}}"));
        validating(
                "labelled",
                hooks.webhook(
                        "labelled.tools.dev", "/deny", CONFIG_MAPS, ",'objectSelector':{'matchLabels':{'o':'yes'}}"));
        configMap("x", "");
        assertThatThrownBy(() -> cluster.create("v1", "ConfigMap", "watched", "{'metadata':{'name':'x'}}"))
                .hasMessageContaining("deny.tools.dev");
        assertThatThrownBy(() -> configMap("y", ",'labels':{'o':'yes'}")).hasMessageContaining("labelled.tools.dev");
    }

    @Test
    void showsObjectsInTheVersionThatTheWebhookKnows() {
        hooks.at("/see", r -> patching("[{'op':'replace','path':'/spec/maxReplicas','value':7}]"));
        mutating(
                "v2",
                hooks.webhook(
                        "see.tools.dev",
                        "/see",
                        rule("'CREATE'", "autoscaling", "v2", "'horizontalpodautoscalers'"),
                        ""));
        ObjectNode scaler = cluster.create(
                "autoscaling/v1",
                "HorizontalPodAutoscaler",
                "default",
                "{'metadata':{'name':'h'},'spec':{'maxReplicas':3,'targetCPUUtilizationPercentage':50,'scaleTargetRef':{'kind':'Deployment','name':'d','apiVersion':'apps/v1'}}}");
        ObjectNode seen = hooks.asked.getFirst();
        assertThat(seen.at("/kind/version").asString()).isEqualTo("v2");
        assertThat(seen.at("/requestKind/version").asString()).isEqualTo("v1");
        assertThat(seen.at("/requestResource/version").asString()).isEqualTo("v1");
        assertThat(seen.at("/object/apiVersion").asString()).isEqualTo("autoscaling/v2");
        assertThat(seen.at("/object/spec/metrics/0/resource/target/averageUtilization")
                        .intValue())
                .isEqualTo(50);
        assertThat(scaler.at("/apiVersion").asString()).isEqualTo("autoscaling/v1");
        assertThat(scaler.at("/spec/maxReplicas").intValue()).isEqualTo(7);
    }

    @Test
    void matchesExactlyWhereAskedTo() {
        hooks.deny("/deny", "{'message':'no'}");
        validating(
                "exact",
                hooks.webhook(
                        "exact.tools.dev", "/deny", rule("'*'", "autoscaling", "v2", "'*'"), ",'matchPolicy':'Exact'"));
        cluster.create(
                "autoscaling/v1",
                "HorizontalPodAutoscaler",
                "default",
                "{'metadata':{'name':'h'},'spec':{'maxReplicas':3,'scaleTargetRef':{'kind':'Deployment','name':'d','apiVersion':'apps/v1'}}}");
        assertThat(hooks.asked).isEmpty();
    }

    @Test
    void asksAgainThoseWhoWantToBeAskedAgain() {
        hooks.at(
                "/first",
                r -> patching("[{'op':'add','path':'/data/first','value':'"
                        + r.path("object").path("data").size() + "'}]"));
        hooks.patch("/second", "[{'op':'add','path':'/data/second','value':'x'}]");
        mutating("a", hooks.webhook("first.tools.dev", "/first", CONFIG_MAPS, ",'reinvocationPolicy':'IfNeeded'"));
        mutating("b", hooks.webhook("second.tools.dev", "/second", CONFIG_MAPS, ""));
        ObjectNode made = configMap("x", "");
        assertThat(hooks.asked).hasSize(3);
        assertThat(made.at("/data/first").asString()).isEqualTo("3");
    }

    @Test
    void defaultsAndPluginsComeAfterMutation() {
        hooks.patch(
                "/pod", "[{'op':'add','path':'/spec/initContainers','value':[{'name':'added','image':'added:1'}]}]");
        mutating("pods", hooks.webhook("pods.tools.dev", "/pod", rule("'CREATE'", "", "v1", "'pods'"), ""));
        cluster.create("v1", "ServiceAccount", "default", "{'metadata':{'name':'default'}}");
        ObjectNode pod = cluster.create(
                "v1", "Pod", "default", "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i:1'}]}}");
        ObjectNode added = (ObjectNode) pod.at("/spec/initContainers/0");
        assertThat(added.path("terminationMessagePolicy").asString()).isEqualTo("File");
        assertThat(added.at("/volumeMounts/0/mountPath").asString())
                .isEqualTo("/var/run/secrets/kubernetes.io/serviceaccount");
    }

    @Test
    void leavesConfigurationsAlone() {
        hooks.deny("/deny", "{'message':'no'}");
        String everything = rule("'*'", "*", "*", "'*/*'");
        validating("deny", hooks.webhook("deny.tools.dev", "/deny", everything, ""));
        mutating("too", hooks.webhook("too.tools.dev", "/deny", everything, ""));
        cluster.delete("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "", "too", "");
        cluster.delete("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "", "deny", "");
        configMap("x", "");
        assertThat(hooks.asked).isEmpty();
    }

    @Test
    void showsAScaleAndTakesItsReplicas() {
        cluster.create(
                "apps/v1",
                "Deployment",
                "default",
                "{'metadata':{'name':'d'},'spec':{'replicas':1,'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}");
        hooks.patch("/scale", "[{'op':'replace','path':'/spec/replicas','value':5}]");
        mutating("scale", hooks.webhook("scale.tools.dev", "/scale", rule("'UPDATE'", "apps", "*", "'*/scale'"), ""));
        WriteResult scaled =
                cluster.patch("apps/v1", "Deployment", "default", "d", "scale", "merge", "{'spec':{'replicas':2}}");
        ObjectNode seen = hooks.asked.getFirst();
        assertThat(seen.at("/kind").toString().replace('"', '\''))
                .isEqualTo("{'group':'autoscaling','version':'v1','kind':'Scale'}");
        assertThat(seen.at("/resource/resource").asString()).isEqualTo("deployments");
        assertThat(seen.at("/subResource").asString()).isEqualTo("scale");
        assertThat(seen.at("/object/spec/replicas").intValue()).isEqualTo(2);
        assertThat(seen.at("/oldObject/spec/replicas").intValue()).isEqualTo(1);
        assertThat(Json.read(scaled.json()).at("/spec/replicas").intValue()).isEqualTo(5);
    }

    @Test
    void warnsWithoutRefusing() {
        hooks.at("/warn", r -> "{'allowed':true,'warnings':['mind the gap','mind the gap']}");
        validating("warn", hooks.webhook("warn.tools.dev", "/warn", CONFIG_MAPS, ""));
        WriteResult made = cluster.post("v1", "ConfigMap", "default", "", "", "{'metadata':{'name':'x'}}");
        assertThat(made.warnings()).containsExactly("mind the gap");
    }

    @Test
    void decidesConnectionsToo() {
        hooks.deny("/deny", "{'message':'attaching to pod is not allowed'}");
        validating(
                "attach", hooks.webhook("deny.tools.dev", "/deny", rule("'CONNECT'", "", "v1", "'pods/attach'"), ""));
        WriteRequest attach = connect("attach", "{'kind':'PodAttachOptions','apiVersion':'v1','stdin':true}");
        assertThatThrownBy(() -> cluster.write(attach)).hasMessageContaining("attaching to pod is not allowed");
        ObjectNode seen = hooks.asked.getFirst();
        assertThat(seen.at("/kind/kind").asString()).isEqualTo("PodAttachOptions");
        assertThat(seen.at("/object/stdin").booleanValue()).isTrue();
        assertThat(seen.at("/operation").asString()).isEqualTo("CONNECT");
        assertThat(seen.path("options").isNull()).isTrue();
        cluster.write(connect("exec", "{'kind':'PodExecOptions','apiVersion':'v1'}"));
    }

    private WriteRequest connect(String subresource, String options) {
        return new WriteRequest.Connect(
                cluster.type("v1", "Pod"), "default", "p", subresource, WriteFixture.json(options), cluster.caller);
    }

    @Test
    void doesNotLetAnObjectMoveToAnotherNamespace() {
        cluster.namespace("other");
        hooks.patch("/move", "[{'op':'replace','path':'/metadata/namespace','value':'other'}]");
        mutating("move", hooks.webhook("move.tools.dev", "/move", CONFIG_MAPS, ""));
        assertThatThrownBy(() -> configMap("x", ""))
                .hasMessageContaining("the namespace of the provided object does not match");
    }

    @Test
    void cannotChangeWhatIsDeleted() {
        configMap("x", "");
        hooks.patch("/patch", "[{'op':'add','path':'/data/b','value':'1'}]");
        mutating("patch", hooks.webhook("patch.tools.dev", "/patch", CONFIG_MAPS, ""));
        assertThatThrownBy(() -> cluster.delete("v1", "ConfigMap", "default", "x", ""))
                .hasMessage("Internal error occurred: admission webhook \"patch.tools.dev\" attempted to modify the"
                        + " object, which is not supported for this operation");
    }

    @Test
    void speaksTheOlderReviewToo() {
        hooks.patch("/patch", "[{'op':'add','path':'/data/b','value':'1'}]");
        mutating(
                "old",
                hooks.webhook("old.tools.dev", "/patch", CONFIG_MAPS, "")
                        .replace("'admissionReviewVersions':['v1']", "'admissionReviewVersions':['v1beta1','v1']"));
        assertThat(configMap("x", "").at("/data/b").asString()).isEqualTo("1");
    }
}
