package dev.quarterdeck.controller.admissionpolicy;

import dev.quarterdeck.cel.admission.KindTypes;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Wires the type checks of policies. The status is applied under the name of the reference's controller. */
public final class TypeCheckController {
    static final String NAME = "validatingadmissionpolicy-status";

    private TypeCheckController() {}

    public static Controller create(ControllerContext context, ServedResources served) {
        Informer<ValidatingAdmissionPolicy> policies = context.informers().of(ValidatingAdmissionPolicy.class);
        TypeCheckPlanner planner = new TypeCheckPlanner(new KindTypes(SchemaCatalog.builtIn()));
        ReconcileLoop<ObjectKey> loop = context.loop(NAME, key -> {
            Optional<ObjectNode> status =
                    policies.get("", key.name()).flatMap(policy -> planner.plan(policy, served.now()));
            if (status.isPresent()) {
                apply(context.api(), key.name(), status.get());
            }
            return Result.DONE;
        });
        policies.onChange((before, after) -> {
            if (after != null) {
                loop.queue().add(ControllerContext.key(after));
            }
        });
        return new Controller(NAME, List.of(loop), List.of(policies));
    }

    private static void apply(ObjectApi api, String name, ObjectNode status) throws InterruptedException {
        ApiResource resource = ApiResource.of(ValidatingAdmissionPolicy.class);
        ObjectNode configuration =
                Json.object().put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
        configuration.putObject("metadata").put("name", name);
        configuration.set("status", status);
        String path = resource.path("", name) + "/status?force=true&fieldManager=" + NAME;
        api.transport().exchange(new ApiRequest("PATCH", path, ApiRequest.APPLY_PATCH, Json.write(configuration)));
    }
}
