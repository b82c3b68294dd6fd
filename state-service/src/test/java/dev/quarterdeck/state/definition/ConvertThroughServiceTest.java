package dev.quarterdeck.state.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.definition.DefinitionReader;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.admission.webhook.ClusterServiceResolver;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.write.WriteFixture;
import dev.quarterdeck.stateclient.webhook.WebhookClient;
import dev.quarterdeck.testkit.webhook.HttpsServerFixture;
import dev.quarterdeck.testkit.webhook.HttpsServerFixture.Answer;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A conversion webhook that is named by its service: over HTTPS, at an endpoint of the service, under the service's name. */
class ConvertThroughServiceTest {
    private final HttpsServerFixture server = new HttpsServerFixture(List.of("hook.tools.svc"));
    private final WriteFixture cluster = new WriteFixture();
    private final WebhookClient client = new WebhookClient(new ClusterServiceResolver(cluster.reader, Random::new));
    private final CustomConversion conversion = new WebhookConversion(client, () -> "review-1");

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    /** As it is, since no endpoint of a real cluster is on this host alone. */
    private void store(String resource, String object) {
        ObjectNode tree = Json.read(WriteFixture.json(object));
        ObjectKey key = Metadata.of(tree).key();
        Mutation insert =
                new Mutation.Insert(StoredResource.ofId(resource), key, key.name(), EncodedObject.of(tree), Set.of());
        assertThat(cluster.store
                        .commit(List.of(insert), Author.internal("test"))
                        .join())
                .isInstanceOf(CommitOutcome.Committed.class);
    }

    private void service() {
        store(
                "services",
                "{'apiVersion':'v1','kind':'Service','metadata':{'name':'hook','namespace':'tools'},"
                        + "'spec':{'ports':[{'name':'https','port':8443}]}}");
        store(
                "endpointslices.discovery.k8s.io",
                "{'apiVersion':'discovery.k8s.io/v1','kind':'EndpointSlice','metadata':{'name':'hook-1','namespace':'tools',"
                        + "'labels':{'kubernetes.io/service-name':'hook'}},'addressType':'IPv4','ports':[{'name':'https','port':"
                        + server.port()
                        + "}],'endpoints':[{'addresses':['127.0.0.1'],'conditions':{'ready':true}}]}");
    }

    private ResourceType v1() {
        String definition = "{'metadata':{'name':'webs.example.com','uid':'u'},'spec':{'group':'example.com',"
                + "'names':{'plural':'webs'},'conversion':{'strategy':'Webhook','webhook':{'conversionReviewVersions':['v1'],"
                + "'clientConfig':{'caBundle':'" + server.caBundle()
                + "','service':{'namespace':'tools','name':'hook','port':8443,'path':'/convert'}}}},"
                + "'versions':[{'name':'v1','served':true,'storage':true}]},'status':{'acceptedNames':{'kind':'Web'}}}";
        return DefinitionReader.read(WriteFixture.json(definition), 1)
                .version("v1")
                .orElseThrow();
    }

    private ObjectNode convert() {
        ObjectNode web = Json.read(WriteFixture.json(
                "{'kind':'Web','apiVersion':'example.com/v2','metadata':{'name':'a','uid':'x'},'host':'h'}"));
        return conversion.convert(List.of(web), v1()).getFirst();
    }

    private Answer converted(byte[] body) {
        ObjectNode review = Json.read(body);
        ObjectNode answer = Json.object().put("kind", "ConversionReview").put("apiVersion", "apiextensions.k8s.io/v1");
        ObjectNode response = answer.putObject("response");
        response.set("uid", review.path("request").get("uid"));
        response.putObject("result").put("status", "Success");
        ArrayNode objects = response.putArray("convertedObjects");
        review.path("request").path("objects").forEach(object -> {
            ObjectNode made = (ObjectNode) object.deepCopy();
            made.set("apiVersion", review.path("request").get("desiredAPIVersion"));
            objects.add(made.put("hostPort", "h:1"));
        });
        return new Answer(200, Json.write(answer));
    }

    @Test
    void asksAReadyEndpointOfTheService() {
        server.at("/convert", this::converted);
        service();
        ObjectNode made = convert();
        assertThat(made.path("apiVersion").asString()).isEqualTo("example.com/v1");
        assertThat(made.path("hostPort").asString()).isEqualTo("h:1");
    }

    @Test
    void saysThatTheServiceIsNotThere() {
        assertThatThrownBy(this::convert)
                .hasMessageContaining("conversion webhook for example.com/v2, Kind=Web failed")
                .hasMessageContaining("service \"hook\" not found");
    }
}
