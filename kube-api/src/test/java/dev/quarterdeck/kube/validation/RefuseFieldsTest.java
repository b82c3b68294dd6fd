package dev.quarterdeck.kube.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One value of an otherwise unremarkable object, and the field that a kube-apiserver 1.36 names for it; objects hold no more than the rule looks at. */
class RefuseFieldsTest {
    private static final Validator VALIDATOR = BuiltInValidation.validator();

    private static final String WINDOWS =
            "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','namespace':'n'},'spec':{'containers':[{'name':'c','image':'i'}]}}";
    private static final String POLICY =
            "{'apiVersion':'admissionregistration.k8s.io/v1','kind':'MutatingAdmissionPolicy','metadata':{'name':'p'},'spec':{'matchConstraints':{'resourceRules':[{'operations':['CREATE']}]},'variables':[{'name':'v','expression':'1'}],'mutations':[{'patchType':'JSONPatch','jsonPatch':{'expression':'[]'}}]}}";
    private static final String SCHEMA =
            "{'apiVersion':'flowcontrol.apiserver.k8s.io/v1','kind':'FlowSchema','metadata':{'name':'f'},'spec':{'rules':[{'nonResourceRules':[{'nonResourceURLs':['/healthz']}]}]}}";
    private static final String SERVICE =
            "{'apiVersion':'v1','kind':'Service','metadata':{'name':'s','namespace':'n'},'spec':{'type':'LoadBalancer','externalIPs':['1.2.3.4'],'loadBalancerSourceRanges':['10.0.0.0/8']}}";
    private static final String NODE = "{'apiVersion':'v1','kind':'Node','metadata':{'name':'n'},'status':{}}";
    private static final String HOOK =
            "{'apiVersion':'admissionregistration.k8s.io/v1','kind':'ValidatingWebhookConfiguration','metadata':{'name':'w'},'webhooks':[{'clientConfig':{'service':{'name':'a','namespace':'b'}}}]}";

    private static ObjectNode tree(String json) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> fields(ObjectNode object) {
        return VALIDATOR.onCreate(Types.of(object), object).stream()
                .map(FieldError::field)
                .toList();
    }

    private static void put(ObjectNode object, String pointer, JsonNode value) {
        JsonNode at = object;
        String[] steps = pointer.substring(1).split("/");
        for (int i = 0; i < steps.length - 1; i++) {
            JsonNode next = at.isArray() ? at.path(Integer.parseInt(steps[i])) : at.path(steps[i]);
            at = next.isMissingNode() ? ((ObjectNode) at).putObject(steps[i]) : next;
        }
        String last = steps[steps.length - 1];
        if (at instanceof ArrayNode list) {
            list.set(Integer.parseInt(last), value);
        } else {
            ((ObjectNode) at).set(last, value);
        }
    }

    private static void refuses(String base, String pointer, String value, String field) {
        assertThat(fields(tree(base))).doesNotContain(field);
        ObjectNode changed = tree(base);
        put(changed, pointer, Json.MAPPER.readTree(value.replace('\'', '"')));
        assertThat(fields(changed)).contains(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/spec/securityContext/windowsOptions/gmsaCredentialSpecName | 'A_b' | spec.securityContext.windowsOptions.gmsaCredentialSpecName",
                "/spec/securityContext/windowsOptions/gmsaCredentialSpec | '' | spec.securityContext.windowsOptions.gmsaCredentialSpec",
                "/spec/securityContext/windowsOptions/runAsUserName | '' | spec.securityContext.windowsOptions.runAsUserName",
                "/spec/securityContext/windowsOptions/runAsUserName | 'a/b' | spec.securityContext.windowsOptions.runAsUserName",
                "/spec/securityContext/windowsOptions/runAsUserName | '..' | spec.securityContext.windowsOptions.runAsUserName",
                "/spec/securityContext/windowsOptions/hostProcess | true | spec.hostNetwork",
                "/spec/ephemeralContainers | [{'name':'e','image':'i','securityContext':{'windowsOptions':{'hostProcess':true}}}] | spec",
                "/spec/volumes | [{'name':'v','quobyte':{'registry':'other','volume':'v'}}] | spec.volumes[0].quobyte.registry",
                "/spec/volumes | [{'name':'v','storageos':{'volumeName':'150%'}}] | spec.volumes[0].storageos.volumeName",
                "/spec/volumes | [{'name':'v','iscsi':{'targetPortal':'a','iqn':'iqn.2001-04.com.example:s','initiatorName':'100Gi'}}] | spec.volumes[0].iscsi.initiatorname",
                "/spec/volumes | [{'name':'v','gcePersistentDisk':{}}] | spec.volumes[0].persistentDisk.pdName",
                "/spec/volumes | [{'name':'v','csi':{'driver':'d','nodePublishSecretRef':{'name':'100Gi'}}}] | spec.volumes[0].csi.name",
                "/spec/resources | {'claims':[{'name':'value'}]} | spec.resources.claims[0]",
            })
    void ofPods(String pointer, String value, String field) {
        refuses(WINDOWS, pointer, value, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/spec/matchConstraints/resourceRules/0/operations/0 | 'DELETE' | spec.matchConstraints.resourceRules.operations",
                "/spec/variables/0/name | 'a-b' | spec.variables[0].name",
                "/spec/variables/0/name | 'in' | spec.variables[0].name",
                "/spec/mutations/0/applyConfiguration | {'expression':'Object{}'} | spec.mutations[0].applyConfiguration",
            })
    void ofMutatingPolicies(String pointer, String value, String field) {
        refuses(POLICY, pointer, value, field);
    }

    @ParameterizedTest
    @CsvSource({"100Gi", "''", "/a//b", "/a b", "/a*", "/*/b*"})
    void ofFlowSchemas(String path) {
        refuses(
                SCHEMA,
                "/spec/rules/0/nonResourceRules/0/nonResourceURLs/0",
                "'" + path + "'",
                "spec.rules[0].nonResourceRules[0].nonResourceURLs[0]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/spec/externalIPs/0 | '010.2.3.4' | spec.externalIPs[0]",
                "/spec/loadBalancerSourceRanges/0 | '10.0.0.1/8' | spec.LoadBalancerSourceRanges[0]",
                "/spec/ipFamilyPolicy | '' | spec.ipFamilyPolicy",
            })
    void ofServices(String pointer, String value, String field) {
        refuses(SERVICE, pointer, value, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "['value'] | status.declaredFeatures[0]",
                "['B','A'] | status.declaredFeatures[1]",
                "['A','A'] | status.declaredFeatures[1]"
            })
    void ofNodes(String features, String field) {
        refuses(NODE, "/status/declaredFeatures", features, field);
    }

    /** The reference names the one for the other. */
    @ParameterizedTest
    @CsvSource({"name,namespace", "namespace,name"})
    void ofWebhooks(String missing, String named) {
        refuses(HOOK, "/webhooks/0/clientConfig/service/" + missing, "''", "webhooks[0].clientConfig.service." + named);
    }
}
