package dev.quarterdeck.state.write;

import static dev.quarterdeck.state.admission.webhook.TestWebhook.rule;
import static dev.quarterdeck.state.write.WriteFixture.JSON;
import static dev.quarterdeck.state.write.WriteFixture.json;
import static dev.quarterdeck.state.write.WriteFixture.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.kube.definition.DefinitionReader;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.state.admission.webhook.TestWebhook;
import dev.quarterdeck.state.definition.DefinitionKeeper;
import dev.quarterdeck.stateclient.WriteRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Rules that name one version of a custom resource, and requests in another. */
class MatchCustomVersionsTest {
    private static final String ADMISSION = "admissionregistration.k8s.io/v1";
    private static final String SCHEMA =
            "'schema':{'openAPIV3Schema':{'type':'object','properties':{'size':{'type':'integer'}}}}";

    private final TestWebhook hooks = new TestWebhook();
    private final WriteFixture cluster = WriteFixture.withWebhooks().namespace("default");

    @BeforeEach
    void define() {
        cluster.create(
                "apiextensions.k8s.io/v1",
                "CustomResourceDefinition",
                "",
                "{'metadata':{'name':'widgets.example.com'},'spec':{'group':'example.com','scope':'Namespaced',"
                        + "'names':{'plural':'widgets','singular':'widget','kind':'Widget'},'versions':["
                        + "{'name':'v1','served':true,'storage':true," + SCHEMA + "},"
                        + "{'name':'v2','served':true,'storage':false," + SCHEMA + "}]}}");
        new DefinitionKeeper(
                        cluster.store,
                        new InstanceRemoval(cluster.store, () -> cluster.now),
                        key -> cluster.reader.forget(Definition.RESOURCE, key),
                        (name, tree) -> {},
                        () -> cluster.now)
                .lookAtAll();
    }

    @AfterEach
    void stop() {
        hooks.close();
    }

    private ObjectNode widget(String version, int size) {
        return tree(cluster.write(new WriteRequest.Create(
                DefinitionReader.unread(new GroupVersionResource("example.com", version, "widgets")),
                "default",
                "",
                "",
                json("{'apiVersion':'example.com/" + version
                        + "','kind':'Widget','metadata':{'generateName':'w-'},'size':" + size + "}"),
                JSON,
                cluster.caller,
                WriteRequest.Options.NONE)));
    }

    private void webhook(String kind, String webhook) {
        cluster.create(ADMISSION, kind, "", "{'metadata':{'name':'hook'},'webhooks':[" + webhook + "]}");
    }

    private void policy(String matchPolicy) {
        cluster.create(
                ADMISSION,
                "ValidatingAdmissionPolicy",
                "",
                "{'metadata':{'name':'p'},'spec':{'matchConstraints':{'matchPolicy':'" + matchPolicy
                        + "','resourceRules':[{'apiGroups':['example.com'],'apiVersions':['v1'],'operations':['*'],"
                        + "'resources':['widgets']}]},'validations':[{'expression':"
                        + "'object.apiVersion == \\'example.com/v1\\' && object.size < 5'}]}}");
        cluster.create(
                ADMISSION,
                "ValidatingAdmissionPolicyBinding",
                "",
                "{'metadata':{'name':'b'},'spec':{'policyName':'p','validationActions':['Deny']}}");
    }

    @Test
    void aWebhookIsShownTheVersionThatItsRuleNames() {
        hooks.patch("/grow", "[{'op':'replace','path':'/size','value':9}]");
        webhook(
                "MutatingWebhookConfiguration",
                hooks.webhook("grow.tools.dev", "/grow", rule("'CREATE'", "example.com", "v1", "'widgets'"), ""));
        ObjectNode made = widget("v2", 1);
        assertThat(made.path("apiVersion").asString()).isEqualTo("example.com/v2");
        assertThat(made.path("size").intValue()).isEqualTo(9);
        ObjectNode seen = hooks.asked.getFirst();
        assertThat(seen.at("/kind/version").asString()).isEqualTo("v1");
        assertThat(seen.at("/requestKind/version").asString()).isEqualTo("v2");
        assertThat(seen.at("/object/apiVersion").asString()).isEqualTo("example.com/v1");
    }

    @Test
    void aWebhookThatWantsItsOwnVersionAloneIsNotAsked() {
        hooks.deny("/deny", "{'message':'no'}");
        webhook(
                "ValidatingWebhookConfiguration",
                hooks.webhook(
                        "deny.tools.dev",
                        "/deny",
                        rule("'CREATE'", "example.com", "v1", "'widgets'"),
                        ",'matchPolicy':'Exact'"));
        widget("v2", 1);
        assertThat(hooks.asked).isEmpty();
        assertThatThrownBy(() -> widget("v1", 1)).hasMessageContaining("denied the request: no");
    }

    @Test
    void aPolicyJudgesTheVersionThatItsRuleNames() {
        policy("Equivalent");
        widget("v2", 1);
        assertThatThrownBy(() -> widget("v2", 7)).hasMessageContaining("failed expression");
        assertThatThrownBy(() -> widget("v1", 7)).hasMessageContaining("failed expression");
    }

    @Test
    void aPolicyThatWantsItsOwnVersionAloneLetsOthersPass() {
        policy("Exact");
        widget("v2", 7);
        assertThatThrownBy(() -> widget("v1", 7)).hasMessageContaining("failed expression");
    }
}
