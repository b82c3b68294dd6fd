package dev.quarterdeck.state.admission.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.write.WriteFixture;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Policies and bindings as users write them, on the whole write road. */
class JudgeByPoliciesTest {
    private static final String GROUP = "admissionregistration.k8s.io/v1";
    private static final String DEPLOYMENTS = "'matchConstraints':{'resourceRules':[{'apiGroups':['apps'],"
            + "'apiVersions':['v1'],'operations':['CREATE','UPDATE'],'resources':['deployments']}]}";
    private static final String CONFIG_MAPS = "'matchConstraints':{'resourceRules':[{'apiGroups':[''],"
            + "'apiVersions':['v1'],'operations':['CREATE','UPDATE'],'resources':['configmaps']}]}";

    private final WriteFixture cluster = WriteFixture.withWebhooks().namespace("default");

    private void policy(String spec) {
        cluster.create(GROUP, "ValidatingAdmissionPolicy", "", "{'metadata':{'name':'p'},'spec':{" + spec + "}}");
    }

    private void binding(String spec) {
        cluster.create(
                GROUP,
                "ValidatingAdmissionPolicyBinding",
                "",
                "{'metadata':{'name':'b'},'spec':{'policyName':'p'," + spec + "}}");
    }

    private void mutating(String name, String spec) {
        cluster.create(
                GROUP,
                "MutatingAdmissionPolicy",
                "",
                "{'metadata':{'name':'" + name + "'},'spec':{'reinvocationPolicy':'IfNeeded'," + spec + "}}");
        cluster.create(
                GROUP,
                "MutatingAdmissionPolicyBinding",
                "",
                "{'metadata':{'name':'" + name + "'},'spec':{'policyName':'" + name + "'}}");
    }

    private ObjectNode deployment(int replicas) {
        return cluster.create(
                "apps/v1",
                "Deployment",
                "default",
                "{'metadata':{'name':'d" + replicas + "'},'spec':{'replicas':" + replicas
                        + ",'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},"
                        + "'spec':{'containers':[{'name':'c','image':'i'}]}}}}");
    }

    private ObjectNode configMap(String name) {
        return cluster.create("v1", "ConfigMap", "default", "{'metadata':{'name':'" + name + "'},'data':{'a':'1'}}");
    }

    @Test
    void refusesWhatAValidationRefuses() {
        policy(DEPLOYMENTS + ",'validations':[{'expression':'object.spec.replicas > 1'}]");
        deployment(1);
        binding("'validationActions':['Deny']");
        ApiException refusal = catchThrowableOfType(ApiException.class, () -> deployment(0));
        assertThat(refusal)
                .hasMessage(
                        "deployments.apps \"d0\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied"
                                + " request: failed expression: object.spec.replicas > 1");
        assertThat(refusal.code()).isEqualTo(422);
        assertThat(refusal.toStatus().path("reason").asString()).isEqualTo("Invalid");
        assertThat(refusal.details().causes()).hasSize(1);
        deployment(2);
    }

    @Test
    void usesVariablesMessagesAndReasons() {
        policy(DEPLOYMENTS
                + ",'variables':[{'name':'replicas','expression':'object.spec.replicas'},"
                + "{'name':'odd','expression':'variables.replicas % 2 == 1'}],"
                + "'validations':[{'expression':'variables.replicas > 1','reason':'Forbidden',"
                + "'messageExpression':'string(variables.replicas) + \\\" is too few\\\"'},"
                + "{'expression':'variables.odd','message':' must be odd '}]");
        binding("'validationActions':['Deny']");
        assertThatThrownBy(() -> deployment(1))
                .hasMessageEndingWith("denied request: 1 is too few")
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(403));
        assertThatThrownBy(() -> deployment(2)).hasMessageEndingWith("denied request: must be odd");
        deployment(3);
    }

    @Test
    void readsParametersByNameAndBySelector() {
        cluster.create(
                "v1", "ConfigMap", "default", "{'metadata':{'name':'limit','labels':{'l':'1'}},'data':{'max':'3'}}");
        policy(DEPLOYMENTS + ",'paramKind':{'apiVersion':'v1','kind':'ConfigMap'},"
                + "'validations':[{'expression':'object.spec.replicas <= int(params.data.max)'}]");
        binding("'paramRef':{'name':'limit','parameterNotFoundAction':'Deny'},'validationActions':['Deny']");
        deployment(3);
        assertThatThrownBy(() -> deployment(4)).hasMessageContaining("failed expression");
        cluster.delete("v1", "ConfigMap", "default", "limit", "");
        assertThatThrownBy(() -> deployment(2))
                .hasMessageContaining("failed to configure binding: no params found for policy binding with `Deny`"
                        + " parameterNotFoundAction");
        cluster.delete(GROUP, "ValidatingAdmissionPolicyBinding", "", "b", "");
        binding("'paramRef':{'selector':{'matchLabels':{'l':'1'}},'parameterNotFoundAction':'Allow'},"
                + "'validationActions':['Deny']");
        deployment(5);
    }

    @Test
    void warnsInsteadWhereTheBindingSaysSo() {
        policy(CONFIG_MAPS + ",'validations':[{'expression':'false','message':'never'}]");
        binding("'validationActions':['Warn','Audit']");
        WriteResult made = cluster.post("v1", "ConfigMap", "default", "", "", "{'metadata':{'name':'x'}}");
        assertThat(made.warnings())
                .containsExactly("Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': never");
    }

    @Test
    void letsFailuresThroughWhereThePolicySaysSo() {
        policy(CONFIG_MAPS + ",'failurePolicy':'Ignore','validations':[{'expression':'object.nothing.there == 1'}]");
        binding("'validationActions':['Deny']");
        configMap("x");
        cluster.delete(GROUP, "ValidatingAdmissionPolicy", "", "p", "");
        policy(CONFIG_MAPS + ",'validations':[{'expression':'object.nothing.there == 1'}]");
        assertThatThrownBy(() -> configMap("y"))
                .hasMessageEndingWith("expression 'object.nothing.there == 1' resulted in error: no such key: nothing");
    }

    @Test
    void isAskedOnlyWhereItsConditionsHold() {
        policy(CONFIG_MAPS
                + ",'matchConditions':[{'name':'not-me','expression':'request.userInfo.username != \\\"me\\\"'}],"
                + "'validations':[{'expression':'request.operation == \\\"UPDATE\\\"'}]");
        binding("'validationActions':['Deny']");
        assertThatThrownBy(() -> configMap("x")).hasMessageContaining("failed expression");
        cluster.caller = new Caller("me", "", List.of("system:masters"), Map.of(), "t", "1");
        configMap("x");
    }

    @Test
    void seesTheNamespaceAndRights() {
        policy(
                CONFIG_MAPS
                        + ",'validations':[{'expression':'namespaceObject.metadata.name == \\\"default\\\"'},"
                        + "{'expression':'authorizer.group(\\\"\\\").resource(\\\"secrets\\\").namespace(\\\"default\\\").check(\\\"get\\\").allowed()'}]");
        binding("'validationActions':['Deny']");
        configMap("x");
        cluster.caller = new Caller("jane", "", List.of("system:authenticated"), Map.of(), "t", "1");
        assertThatThrownBy(() -> configMap("y")).hasMessageContaining("authorizer.group");
    }

    @Test
    void refusesExpressionsThatDoNotCompile() {
        ApiException refusal = catchThrowableOfType(
                ApiException.class,
                () -> policy(DEPLOYMENTS + ",'validations':[{'expression':'object.spec.replicas >'},"
                        + "{'expression':'1 + 1'}]"));
        assertThat(refusal.code()).isEqualTo(422);
        assertThat(refusal.details().causes())
                .extracting(ApiException.Cause::field)
                .containsExactly("spec.validations[0].expression", "spec.validations[1].expression");
        assertThat(refusal.details().causes().get(1).message()).contains("must evaluate to bool but got int");
    }

    @Test
    void mutatesByConfigurationAndByPatch() {
        mutating(
                "a",
                CONFIG_MAPS + ",'mutations':[{'patchType':'ApplyConfiguration','applyConfiguration':{'expression':"
                        + "'Object{metadata: Object.metadata{labels: {\\\"by\\\": \\\"policy\\\"}}, data: {\\\"b\\\": object.data.a}}'}}]");
        mutating(
                "b",
                CONFIG_MAPS + ",'mutations':[{'patchType':'JSONPatch','jsonPatch':{'expression':"
                        + "'[JSONPatch{op: \\\"add\\\", path: \\\"/data/c\\\", value: \\\"3\\\"}]'}}]");
        ObjectNode made = configMap("x");
        assertThat(made.path("data").toString()).isEqualTo("{\"a\":\"1\",\"b\":\"1\",\"c\":\"3\"}");
        assertThat(made.at("/metadata/labels/by").asString()).isEqualTo("policy");
    }

    @Test
    void mergesListsByTheirKeys() {
        mutating(
                "sidecar",
                DEPLOYMENTS + ",'mutations':[{'patchType':'ApplyConfiguration','applyConfiguration':{'expression':"
                        + "'Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{"
                        + "containers: [Object.spec.template.spec.containers{name: \\\"side\\\", image: \\\"s\\\"}]}}}}'}}]");
        ObjectNode made = deployment(1);
        assertThat(made.at("/spec/template/spec/containers").size()).isEqualTo(2);
        assertThat(made.at("/spec/template/spec/containers/0/imagePullPolicy").asString())
                .isNotEmpty();
    }

    @Test
    void anEmptyConfigurationAndAnEmptyPatchChangeNothing() {
        mutating(
                "a",
                CONFIG_MAPS + ",'mutations':[{'patchType':'ApplyConfiguration','applyConfiguration':{'expression':"
                        + "'Object{}'}}]");
        mutating("b", CONFIG_MAPS + ",'mutations':[{'patchType':'JSONPatch','jsonPatch':{'expression':'[]'}}]");
        assertThat(configMap("x").path("data").toString()).isEqualTo("{\"a\":\"1\"}");
    }

    @Test
    void doesNotReplaceWholes() {
        mutating(
                "args",
                DEPLOYMENTS + ",'mutations':[{'patchType':'ApplyConfiguration','applyConfiguration':{'expression':"
                        + "'Object{spec: Object.spec{selector: Object.spec.selector{matchLabels: {\\\"x\\\": \\\"y\\\"}}}}'}}]");
        assertThatThrownBy(() -> deployment(1))
                .hasMessage("policy 'args' with binding 'args' denied request: error applying patch: invalid"
                        + " ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.selector");
    }
}
