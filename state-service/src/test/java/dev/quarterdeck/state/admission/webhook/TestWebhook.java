package dev.quarterdeck.state.admission.webhook;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.testkit.webhook.HttpsServerFixture;
import dev.quarterdeck.testkit.webhook.HttpsServerFixture.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** A webhook server over real HTTPS that remembers what it was asked. Answers are written with single quotes for double ones. */
public final class TestWebhook implements AutoCloseable {
    public final HttpsServerFixture server = new HttpsServerFixture(List.of("hook.tools.svc"));
    public final List<ObjectNode> asked = new CopyOnWriteArrayList<>();

    /** What to answer a request with: the fields of the response beside its uid. */
    public TestWebhook at(String path, Function<ObjectNode, String> response) {
        server.at(path, body -> {
            ObjectNode review = Json.read(body);
            ObjectNode request = (ObjectNode) review.get("request");
            asked.add(request);
            ObjectNode answer =
                    Json.read(response.apply(request).replace('\'', '"').getBytes(StandardCharsets.UTF_8));
            answer.put("uid", request.path("uid").stringValue());
            ObjectNode out = Json.object();
            out.put("kind", "AdmissionReview")
                    .put("apiVersion", review.path("apiVersion").stringValue());
            out.set("response", answer);
            return new Answer(200, Json.write(out));
        });
        return this;
    }

    public TestWebhook allow(String path) {
        return at(path, request -> "{'allowed':true}");
    }

    public TestWebhook deny(String path, String status) {
        return at(path, request -> "{'allowed':false,'status':" + status + "}");
    }

    public TestWebhook patch(String path, String operations) {
        return at(path, request -> patching(operations));
    }

    public static String patching(String operations) {
        String patch =
                Base64.getEncoder().encodeToString(operations.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return "{'allowed':true,'patchType':'JSONPatch','patch':'" + patch + "'}";
    }

    /** One webhook of a configuration; {@code more} overrides and adds. */
    public String webhook(String name, String path, String rule, String more) {
        return "{'name':'" + name + "','admissionReviewVersions':['v1'],'sideEffects':'None','clientConfig':{'url':'"
                + server.url(path) + "','caBundle':'" + server.caBundle() + "'},'rules':[" + rule + "]" + more + "}";
    }

    public static String rule(String operations, String group, String version, String resources) {
        return "{'operations':[" + operations + "],'apiGroups':['" + group + "'],'apiVersions':['" + version
                + "'],'resources':[" + resources + "]}";
    }

    @Override
    public void close() {
        server.close();
    }
}
