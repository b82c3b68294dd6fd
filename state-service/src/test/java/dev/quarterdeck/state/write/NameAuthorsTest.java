package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every road of a write says in history who took it. */
class NameAuthorsTest {
    private static final Caller ADA =
            new Caller("ada", "", List.of("system:masters"), Map.of(), "kubectl/v1.36.0 (linux/amd64)", "1");

    private final WriteFixture cluster = new WriteFixture();

    private static WriteRequest.Options manager(String name) {
        return new WriteRequest.Options(false, name, "");
    }

    private Author last() {
        return cluster.store.authors().getLast();
    }

    private static Author ada(String manager, String verb, String subresource) {
        return new Author("ada", "kubectl/v1.36.0 (linux/amd64)", manager, verb, subresource);
    }

    @Test
    void everyVerbIsToldByItsOwnName() {
        cluster.namespace("shop");
        ResourceType type = cluster.type("apps/v1", "Deployment");
        byte[] body = WriteFixture.json(
                "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web'},'spec':{'selector':"
                        + "{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}");
        var made = WriteFixture.tree(cluster.write(new WriteRequest.Create(
                type, "shop", "", "", body, WriteFixture.JSON, ADA, manager("kubectl-create"))));
        assertThat(last()).isEqualTo(ada("kubectl-create", "create", ""));
        made.withObject("spec").put("replicas", 2);
        cluster.write(new WriteRequest.Update(
                type, "shop", "web", "", Json.write(made), WriteFixture.JSON, ADA, manager("")));
        assertThat(last()).isEqualTo(ada("kubectl", "update", ""));
        cluster.write(new WriteRequest.Patch(
                type,
                "shop",
                "web",
                "scale",
                WriteFixture.json("{'spec':{'replicas':3}}"),
                "application/merge-patch+json",
                false,
                ADA,
                manager("scaler")));
        assertThat(last()).isEqualTo(ada("scaler", "patch", "scale"));
        cluster.write(new WriteRequest.Patch(
                type,
                "shop",
                "web",
                "status",
                WriteFixture.json("{'status':{'replicas':3}}"),
                "application/merge-patch+json",
                false,
                ADA,
                manager("")));
        assertThat(last()).isEqualTo(ada("kubectl", "patch", "status"));
        cluster.write(new WriteRequest.Delete(type, "shop", "web", null, "", ADA, WriteRequest.Options.NONE));
        assertThat(last()).isEqualTo(ada("kubectl", "delete", ""));
        cluster.create("v1", "ConfigMap", "shop", "{'metadata':{'name':'a'}}");
        cluster.write(new WriteRequest.DeleteCollection(
                cluster.type("v1", "ConfigMap"), "shop", "", "", null, "", ADA, WriteRequest.Options.NONE));
        assertThat(last()).isEqualTo(ada("kubectl", "deletecollection", ""));
    }
}
