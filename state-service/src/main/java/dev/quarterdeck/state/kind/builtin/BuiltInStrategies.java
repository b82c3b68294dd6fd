package dev.quarterdeck.state.kind.builtin;

import static dev.quarterdeck.state.kind.KindTraits.DEFAULT;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.state.kind.DefaultStrategy;
import dev.quarterdeck.state.kind.KindTraits;
import dev.quarterdeck.state.kind.KindTraits.DefaultDeletion;
import dev.quarterdeck.state.kind.KindTraits.Generation;
import dev.quarterdeck.state.kind.KindTraits.StatusMetadata;
import dev.quarterdeck.state.kind.Strategy;
import dev.quarterdeck.state.kind.apiextensions.DefinitionStrategy;
import dev.quarterdeck.state.kind.apiregistration.ApiServiceStrategy;
import dev.quarterdeck.state.kind.apps.DaemonSetStrategy;
import dev.quarterdeck.state.kind.batch.JobStrategy;
import dev.quarterdeck.state.kind.certificates.SigningRequestStrategy;
import dev.quarterdeck.state.kind.core.NamespaceStrategy;
import dev.quarterdeck.state.kind.core.PodStrategy;
import dev.quarterdeck.state.kind.core.ResourceClaimStrategy;
import dev.quarterdeck.state.kind.core.ServiceStrategy;
import dev.quarterdeck.state.kind.core.SmallStrategies;
import java.util.HashMap;
import java.util.Map;

/** The rules of every built-in kind, one line each. A kind that is not listed keeps the default. Immutable. */
public final class BuiltInStrategies {
    private final Map<StoredResource, Strategy> strategies = new HashMap<>();
    private final Strategy other = new DefaultStrategy(DEFAULT);

    public BuiltInStrategies() {
        core();
        workloads();
        cluster();
        storage();
    }

    public Strategy of(StoredResource resource) {
        return strategies.getOrDefault(resource, other);
    }

    private void put(String id, Strategy strategy) {
        strategies.put(StoredResource.ofId(id), strategy);
    }

    private void put(String id, KindTraits traits) {
        put(id, new DefaultStrategy(traits));
    }

    private void core() {
        put("pods", new PodStrategy(DEFAULT.withStatus().spec().answeringDeleted()));
        put(
                "services",
                new ServiceStrategy(DEFAULT.createsOnUpdate().withStatus().answeringDeleted()));
        put("namespaces", new NamespaceStrategy(DEFAULT.withStatus().answeringDeleted()));
        put("nodes", SmallStrategies.node(DEFAULT.withStatus()));
        put("secrets", SmallStrategies.secret(DEFAULT));
        put("serviceaccounts", SmallStrategies.serviceAccount(DEFAULT.answeringDeleted()));
        put("limitranges", SmallStrategies.limitRange(DEFAULT.createsOnUpdate()));
        put(
                "persistentvolumes",
                SmallStrategies.persistentVolume(DEFAULT.withStatus().answeringDeleted()));
        put(
                "persistentvolumeclaims",
                SmallStrategies.persistentVolumeClaim(DEFAULT.withStatus().answeringDeleted()));
        put("resourcequotas", DEFAULT.withStatus().answeringDeleted());
        put("endpoints", DEFAULT.createsOnUpdate());
        put("events", DEFAULT.createsOnUpdate().deletion(DefaultDeletion.UNSUPPORTED));
        put("podtemplates", DEFAULT.generation(Generation.of("template")).answeringDeleted());
        put(
                "replicationcontrollers",
                DEFAULT.deletion(DefaultDeletion.ORPHAN).withStatus().spec());
    }

    private void workloads() {
        put("daemonsets.apps", new DaemonSetStrategy(DEFAULT.withStatus().spec()));
        put(
                "deployments.apps",
                DEFAULT.withStatus(StatusMetadata.LABELS_KEPT)
                        .generation(Generation.of("spec", "metadata.annotations")));
        put("replicasets.apps", DEFAULT.withStatus().spec());
        put("statefulsets.apps", DEFAULT.withStatus().spec());
        put(
                "jobs.batch",
                new JobStrategy(
                        DEFAULT.deletion(DefaultDeletion.ORPHAN).withStatus().spec()));
        put("cronjobs.batch", DEFAULT.withStatus().spec());
        put("horizontalpodautoscalers.autoscaling", DEFAULT.withStatus());
        put("poddisruptionbudgets.policy", DEFAULT.conditional().withStatus().spec());
        put("priorityclasses.scheduling.k8s.io", DEFAULT.generation(Generation.of()));
        put("podgroups.scheduling.k8s.io", DEFAULT.withStatus());
        put(
                "storageversionmigrations.storagemigration.k8s.io",
                DEFAULT.conditional().withStatus());
        put("runtimeclasses.node.k8s.io", DEFAULT.createsOnUpdate().conditional());
        put("leases.coordination.k8s.io", DEFAULT.createsOnUpdate().conditional());
    }

    private void cluster() {
        KindTraits keptMetadata = DEFAULT.withStatus(StatusMetadata.KEPT);
        put("ingresses.networking.k8s.io", DEFAULT.withStatus().spec());
        put("ingressclasses.networking.k8s.io", DEFAULT.spec());
        put("networkpolicies.networking.k8s.io", DEFAULT.spec());
        put("servicecidrs.networking.k8s.io", keptMetadata);
        put(
                "endpointslices.discovery.k8s.io",
                SmallStrategies.endpointSlice(DEFAULT.generation(Generation.of("*", "metadata.labels"))));
        put("clusterroles.rbac.authorization.k8s.io", DEFAULT.createsOnUpdate());
        put("clusterrolebindings.rbac.authorization.k8s.io", DEFAULT.createsOnUpdate());
        put("roles.rbac.authorization.k8s.io", DEFAULT.createsOnUpdate());
        put("rolebindings.rbac.authorization.k8s.io", DEFAULT.createsOnUpdate());
        put("flowschemas.flowcontrol.apiserver.k8s.io", keptMetadata.spec());
        put("prioritylevelconfigurations.flowcontrol.apiserver.k8s.io", keptMetadata.spec());
        put("certificatesigningrequests.certificates.k8s.io", new SigningRequestStrategy(DEFAULT.withStatus()));
        put("apiservices.apiregistration.k8s.io", new ApiServiceStrategy(keptMetadata.conditional()));
        put(
                "customresourcedefinitions.apiextensions.k8s.io",
                new DefinitionStrategy(keptMetadata.conditional().spec()));
        String admission = ".admissionregistration.k8s.io";
        put(
                "validatingadmissionpolicies" + admission,
                keptMetadata.conditional().spec());
        for (String kind : new String[] {
            "mutatingadmissionpolicies", "mutatingadmissionpolicybindings", "validatingadmissionpolicybindings"
        }) {
            put(kind + admission, DEFAULT.conditional().spec());
        }
        Generation webhooks = Generation.of("webhooks");
        put("mutatingwebhookconfigurations" + admission, DEFAULT.conditional().generation(webhooks));
        put("validatingwebhookconfigurations" + admission, DEFAULT.conditional().generation(webhooks));
    }

    private void storage() {
        put("storageclasses.storage.k8s.io", DEFAULT.answeringDeleted());
        put("volumeattributesclasses.storage.k8s.io", DEFAULT.answeringDeleted());
        put(
                "csidrivers.storage.k8s.io",
                DEFAULT.conditional().answeringDeleted().generation(new Generation(false, Generation.SPEC.fields())));
        put("csinodes.storage.k8s.io", DEFAULT.conditional().answeringDeleted());
        put("csistoragecapacities.storage.k8s.io", DEFAULT.conditional());
        put(
                "volumeattachments.storage.k8s.io",
                DEFAULT.conditional().withStatus(StatusMetadata.KEPT).answeringDeleted());
        put("deviceclasses.resource.k8s.io", DEFAULT.spec().answeringDeleted());
        put(
                "resourceclaims.resource.k8s.io",
                new ResourceClaimStrategy(
                        DEFAULT.withStatus(StatusMetadata.KEPT).answeringDeleted()));
        put("resourceclaimtemplates.resource.k8s.io", DEFAULT.answeringDeleted());
        put(
                "resourceslices.resource.k8s.io",
                SmallStrategies.resourceSlice(DEFAULT.spec().answeringDeleted()));
    }
}
