package dev.quarterdeck.plugin.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.plugin.Objects;
import dev.quarterdeck.plugin.restore.RestorePlan.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class RestorePlannerTest {
    private static final ObjectNode A1 = Objects.configMap("a", "1");
    private static final ObjectNode A2 = Objects.configMap("a", "2");

    private static List<String> steps(RestorePlan plan) {
        return plan.steps().stream()
                .map(step -> step.getClass().getSimpleName() + " " + step.id())
                .toList();
    }

    private static List<String> left(RestorePlan plan) {
        return plan.left().stream().map(left -> left.id().toString()).toList();
    }

    private static ObjectNode object(String kind, String rest) {
        return Objects.of("{'apiVersion':'v1','kind':'" + kind + "'," + rest + "}");
    }

    @Test
    void pastTimesPresentIsATable() {
        assertThat(steps(RestorePlanner.plan(List.of(), List.of(), true))).isEmpty();
        assertThat(steps(RestorePlanner.plan(List.of(A1), List.of(), true))).containsExactly("Create ConfigMap/a");
        RestorePlan same = RestorePlanner.plan(List.of(A1), List.of(A1.deepCopy()), true);
        assertThat(steps(same)).isEmpty();
        assertThat(same.unchanged()).isEqualTo(1);
        assertThat(steps(RestorePlanner.plan(List.of(A1), List.of(A2), true))).containsExactly("Update ConfigMap/a");
        assertThat(steps(RestorePlanner.plan(List.of(), List.of(A1), true))).containsExactly("Delete ConfigMap/a");
        RestorePlan kept = RestorePlanner.plan(List.of(), List.of(A1), false);
        assertThat(steps(kept)).isEmpty();
        assertThat(left(kept)).containsExactly("ConfigMap/a");
    }

    @Test
    void whatControllersMakeAndWhatIsNoIntentIsLeftOut() {
        List<ObjectNode> then = List.of(
                object("Pod", "'metadata':{'name':'web-1','ownerReferences':[{'controller':true}]}"),
                object("Event", "'metadata':{'name':'e'}"),
                object("Lease", "'metadata':{'name':'l'}"),
                object("EndpointSlice", "'metadata':{'name':'s'}"));
        assertThat(steps(RestorePlanner.plan(then, List.of(), true))).isEmpty();
        assertThat(steps(RestorePlanner.plan(List.of(), then, true))).isEmpty();
        assertThat(left(RestorePlanner.plan(then, List.of(), true))).isEmpty();
    }

    @Test
    void whatComesByItselfOrCannotComeBackIsSaid() {
        List<ObjectNode> then = List.of(
                object("ConfigMap", "'metadata':{'name':'kube-root-ca.crt'}"),
                object("ServiceAccount", "'metadata':{'name':'default'}"),
                object("Secret", "'metadata':{'name':'t'},'type':'kubernetes.io/service-account-token'"),
                object("Pod", "'metadata':{'name':'done'},'status':{'phase':'Succeeded'}"),
                object("Pod", "'metadata':{'name':'leaving','deletionTimestamp':'x'}"));
        assertThat(steps(RestorePlanner.plan(then, List.of(), true))).isEmpty();
        assertThat(left(RestorePlanner.plan(then, List.of(), true))).hasSize(5);
        assertThat(steps(RestorePlanner.plan(List.of(), then, true))).isEmpty();
    }

    @Test
    void whatOthersNeedComesFirstAndDeletionsLast() {
        List<ObjectNode> then = List.of(
                object("ResourceQuota", "'metadata':{'name':'q'}"),
                object("Pod", "'metadata':{'name':'p'}"),
                object("Secret", "'metadata':{'name':'s'}"),
                object("ServiceAccount", "'metadata':{'name':'robot'}"));
        RestorePlan plan = RestorePlanner.planWithNamespace(
                object(
                        "Namespace",
                        "'metadata':{'name':'shop','labels':{'a':'b'}},'spec':{'finalizers':['kubernetes']}"),
                null,
                then,
                List.of(A1),
                true);
        assertThat(steps(plan))
                .containsExactly(
                        "Create Namespace/shop",
                        "Create ServiceAccount/robot",
                        "Create Secret/s",
                        "Create Pod/p",
                        "Create ResourceQuota/q",
                        "Delete ConfigMap/a");
        assertThat(((Step.Create) plan.steps().getFirst()).object().has("spec")).isFalse();
    }

    @Test
    void theLabelsOfANamespaceThatIsThereComeBack() {
        String meta =
                "'metadata':{'name':'shop','resourceVersion':'3','labels':{'a':'LABEL'}},'spec':{'finalizers':['kubernetes']}";
        ObjectNode then = object("Namespace", meta.replace("LABEL", "1"));
        ObjectNode now = object("Namespace", meta.replace("LABEL", "2"));
        assertThat(RestorePlanner.planWithNamespace(then, then.deepCopy(), List.of(), List.of(), false)
                        .isEmpty())
                .isTrue();
        RestorePlan plan = RestorePlanner.planWithNamespace(then, now, List.of(), List.of(), false);
        assertThat(((Step.Update) plan.steps().getFirst()).object()).isEqualTo(then);
    }

    @Test
    void whatWasRestoredIsNotRestoredAgain() {
        ObjectNode pod = object(
                "Pod",
                "'metadata':{'name':'p','uid':'1','resourceVersion':'4'},'spec':{'nodeName':'n1','containers':[]}");
        ObjectNode made = madeAgain(pod);
        assertThat(steps(RestorePlanner.plan(List.of(pod), List.of(made), true)))
                .isEmpty();
    }

    /** As the cluster makes it from what was sent. */
    private static ObjectNode madeAgain(ObjectNode pod) {
        Step.Create create = (Step.Create)
                RestorePlanner.plan(List.of(pod), List.of(), true).steps().getFirst();
        ObjectNode made = create.object().deepCopy();
        made.withObject("metadata").put("uid", "2").put("resourceVersion", "9");
        made.withObject("spec").put("nodeName", "n2");
        made.putObject("status").put("phase", "Running");
        return made;
    }
}
