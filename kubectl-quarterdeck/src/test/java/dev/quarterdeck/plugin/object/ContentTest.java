package dev.quarterdeck.plugin.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.plugin.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ContentTest {
    private static final ObjectNode NOW = Objects.of(
            "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web','uid':'u','resourceVersion':'9',"
                    + "'labels':{'a':'2'},'annotations':{'deployment.kubernetes.io/revision':'4','mine':'2'}},'spec':{'replicas':3,'paused':true},'status':{'replicas':3}}");
    private static final ObjectNode THEN = Objects.of(
            "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web','uid':'u','resourceVersion':'5',"
                    + "'annotations':{'deployment.kubernetes.io/revision':'1','mine':'1'}},'spec':{'replicas':1},'status':{'replicas':1}}");

    @Test
    void whatWasWantedIsPutOnWhatIsThere() {
        assertThat(Content.put(NOW, THEN))
                .isEqualTo(
                        Objects.of(
                                "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web','uid':'u','resourceVersion':'9',"
                                        + "'annotations':{'deployment.kubernetes.io/revision':'4','mine':'1'}},'spec':{'replicas':1},'status':{'replicas':3}}"));
        assertThat(Content.same(Content.put(NOW, THEN), THEN)).isTrue();
        assertThat(Content.same(NOW, THEN)).isFalse();
    }

    @Test
    void neitherTreeIsTouched() {
        ObjectNode now = NOW.deepCopy();
        ObjectNode then = THEN.deepCopy();
        Content.put(now, then).withObject("spec").put("x", 1);
        Content.anew(then);
        Content.of(now).withObject("spec").put("x", 1);
        assertThat(now).isEqualTo(NOW);
        assertThat(then).isEqualTo(THEN);
    }

    @Test
    void anObjectMadeAgainBringsNothingOfItsOldLife() {
        assertThat(Content.anew(Objects.of(
                        "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','namespace':'d','uid':'u','resourceVersion':'5','generation':2,"
                                + "'creationTimestamp':'x','ownerReferences':[{'uid':'o'}],'finalizers':['foregroundDeletion','mine'],'labels':{'a':'b'}},"
                                + "'spec':{'nodeName':'n','containers':[]},'status':{'phase':'Running'}}")))
                .isEqualTo(Objects.of(
                        "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','namespace':'d','finalizers':['mine'],'labels':{'a':'b'}},"
                                + "'spec':{'containers':[]}}"));
        assertThat(
                        Content.anew(
                                Objects.of(
                                        "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'p'},'spec':{'finalizers':['kubernetes']}}")))
                .isEqualTo(Objects.of("{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'p'}}"));
    }

    @Test
    void aJobMadeAgainIsTheSameJob() {
        String job =
                "{'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'j','labels':{'job-name':'j','controller-uid':'U'}},'spec':{'completions':1,"
                        + "'selector':{'matchLabels':{'batch.kubernetes.io/controller-uid':'U'}},'template':{'metadata':{'labels':{'controller-uid':'U','mine':'x'}}}}}";
        ObjectNode one = Objects.of(job.replace("'U'", "'1'"));
        ObjectNode other = Objects.of(job.replace("'U'", "'2'"));
        assertThat(Content.same(one, other)).isTrue();
        assertThat(Content.put(one, other)).isEqualTo(one);
        assertThat(Content.anew(one).toString()).doesNotContain("controller-uid");
    }

    @Test
    void aServiceKeepsTheAddressItHas() {
        ObjectNode one = Objects.of(
                "{'kind':'Service','spec':{'clusterIP':'10.0.0.1','clusterIPs':['10.0.0.1'],'ports':[{'port':80}]},'metadata':{}}");
        ObjectNode other = Objects.of(
                "{'kind':'Service','spec':{'clusterIP':'10.0.0.2','clusterIPs':['10.0.0.2'],'ports':[{'port':80}]},'metadata':{}}");
        assertThat(Content.same(one, other)).isTrue();
        assertThat(Content.put(one, other)).isEqualTo(one);
        assertThat(Content.anew(one).at("/spec/clusterIP").asString("")).isEqualTo("10.0.0.1");
    }
}
