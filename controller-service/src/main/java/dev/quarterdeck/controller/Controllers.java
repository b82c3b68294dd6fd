package dev.quarterdeck.controller;

import dev.quarterdeck.controller.admissionpolicy.TypeCheckController;
import dev.quarterdeck.controller.attachdetach.AttachDetachController;
import dev.quarterdeck.controller.autoscaling.HorizontalPodAutoscalerController;
import dev.quarterdeck.controller.bootstraptoken.BootstrapSignerController;
import dev.quarterdeck.controller.bootstraptoken.TokenCleanerController;
import dev.quarterdeck.controller.certificate.CertificateController;
import dev.quarterdeck.controller.clusterrole.ClusterRoleController;
import dev.quarterdeck.controller.cronjob.CronJobController;
import dev.quarterdeck.controller.daemonset.DaemonSetController;
import dev.quarterdeck.controller.deployment.DeploymentController;
import dev.quarterdeck.controller.devicetainteviction.DeviceTaintEvictionController;
import dev.quarterdeck.controller.disruption.DisruptionController;
import dev.quarterdeck.controller.endpoints.EndpointsController;
import dev.quarterdeck.controller.endpointslice.EndpointSliceController;
import dev.quarterdeck.controller.endpointslicemirroring.EndpointSliceMirroringController;
import dev.quarterdeck.controller.ephemeralvolume.EphemeralVolumeController;
import dev.quarterdeck.controller.expand.ExpandController;
import dev.quarterdeck.controller.flowschema.FlowSchemaController;
import dev.quarterdeck.controller.garbage.GarbageController;
import dev.quarterdeck.controller.job.JobController;
import dev.quarterdeck.controller.leasegc.LeaseGcController;
import dev.quarterdeck.controller.migration.MigrationController;
import dev.quarterdeck.controller.namespace.NamespaceController;
import dev.quarterdeck.controller.nodeipam.NodeIpamController;
import dev.quarterdeck.controller.nodelifecycle.NodeLifecycleController;
import dev.quarterdeck.controller.persistentvolume.PersistentVolumeController;
import dev.quarterdeck.controller.podgc.PodGcController;
import dev.quarterdeck.controller.podgroupprotection.PodGroupProtectionController;
import dev.quarterdeck.controller.replicaset.ReplicaSetController;
import dev.quarterdeck.controller.replication.ReplicationControllerController;
import dev.quarterdeck.controller.resourceclaim.ResourceClaimController;
import dev.quarterdeck.controller.resourcequota.ResourceQuotaController;
import dev.quarterdeck.controller.serviceaccount.LegacyTokenCleaner;
import dev.quarterdeck.controller.serviceaccount.NamespaceFurnishings;
import dev.quarterdeck.controller.serviceaccount.TokenSecretController;
import dev.quarterdeck.controller.servicecidr.ServiceAddressController;
import dev.quarterdeck.controller.servicecidr.ServiceCidrController;
import dev.quarterdeck.controller.statefulset.StatefulSetController;
import dev.quarterdeck.controller.tainteviction.TaintEvictionController;
import dev.quarterdeck.controller.ttl.TtlController;
import dev.quarterdeck.controller.volumeprotection.VolumeProtectionController;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.feature.FeatureGate;
import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.reconcile.model.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All controllers, made anew for each term of leadership. */
public final class Controllers {
    private final ControllerSettings settings;
    private final ServedResources catalog;
    private final String rootCertificates;
    private final Features features;

    /** With the features of a default cluster. */
    public Controllers(ControllerSettings settings, ServedResources catalog, String rootCertificates) {
        this(settings, catalog, rootCertificates, Features.defaults());
    }

    /** @param rootCertificates PEM; empty publishes none */
    public Controllers(
            ControllerSettings settings, ServedResources catalog, String rootCertificates, Features features) {
        this.features = features;
        this.settings = settings;
        this.catalog = catalog;
        this.rootCertificates = rootCertificates;
    }

    public List<Controller> create(ControllerContext context) {
        List<Controller> all = new ArrayList<>();
        // workloads
        all.add(DeploymentController.create(context));
        all.add(ReplicaSetController.create(context));
        all.add(ReplicationControllerController.create(context));
        all.add(DaemonSetController.create(context));
        all.add(StatefulSetController.create(context));
        all.add(
                features.isOn(FeatureGate.WORKLOAD_WITH_JOB) && serves(Workload.class)
                        ? JobController.createWithGroups(context)
                        : JobController.create(context));
        all.add(CronJobController.create(context));
        all.add(HorizontalPodAutoscalerController.create(context, catalog));
        all.add(DisruptionController.create(context, catalog));
        // services
        all.add(EndpointSliceController.create(context));
        all.add(EndpointsController.create(context));
        all.add(EndpointSliceMirroringController.create(context));
        all.add(ServiceCidrController.create(context));
        all.add(ServiceAddressController.create(context));
        // namespaces
        all.add(NamespaceController.create(context, catalog));
        all.add(NamespaceFurnishings.serviceAccounts(context));
        if (!rootCertificates.isEmpty()) {
            all.add(NamespaceFurnishings.rootCertificates(context, rootCertificates));
        }
        all.add(ResourceQuotaController.create(context, catalog));
        // rights and identities
        all.add(ClusterRoleController.create(context));
        all.add(CertificateController.create(context, settings.signerCertFile(), settings.signerKeyFile()));
        Path tokenKey = settings.serviceAccountKeyFile();
        if (tokenKey != null) {
            all.add(TokenSecretController.create(context, tokenKey, rootCertificates));
        }
        all.add(LegacyTokenCleaner.create(context));
        all.add(FlowSchemaController.create(context));
        // admission
        all.add(TypeCheckController.create(context, catalog));
        all.add(TokenCleanerController.create(context));
        all.add(BootstrapSignerController.create(context));
        // devices
        all.add(ResourceClaimController.create(context));
        all.add(DeviceTaintEvictionController.create(context));
        // volumes
        all.add(PersistentVolumeController.create(context));
        all.add(AttachDetachController.create(context));
        all.add(ExpandController.create(context));
        all.add(EphemeralVolumeController.create(context));
        all.add(VolumeProtectionController.claims(context));
        all.add(VolumeProtectionController.volumes(context));
        all.add(VolumeProtectionController.attributesClasses(context));
        // groups of pods
        if (serves(PodGroup.class)) {
            all.add(PodGroupProtectionController.create(context));
        }
        // nodes
        all.add(NodeLifecycleController.create(
                context, settings.nodeMonitorPeriod(), settings.nodeMonitorGracePeriod()));
        all.add(TaintEvictionController.create(context));
        if (!settings.clusterCidr().isEmpty()) {
            all.add(NodeIpamController.create(
                    context, settings.clusterCidr(), settings.nodeCidrMaskSize(), settings.nodeCidrMaskSizeIpv6()));
        }
        all.add(TtlController.create(context));
        // forms in which objects are stored
        if (MigrationController.isServed(catalog)) {
            all.add(MigrationController.create(context, catalog));
        }
        // what is left behind
        all.add(PodGcController.create(context, settings.terminatedPodThreshold()));
        all.add(LeaseGcController.create(context));
        all.add(GarbageController.create(context, catalog));
        return all;
    }

    private boolean serves(Class<? extends HasMetadata> kind) {
        return catalog.now().stored().contains(ApiResource.of(kind).stored());
    }
}
