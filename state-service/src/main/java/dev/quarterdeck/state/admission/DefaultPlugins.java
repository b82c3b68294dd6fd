package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.feature.FeatureGate;
import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.state.admission.podsecurity.PodSecuritySettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The plugins that are on by default, in the reference's order, and NodeRestriction, which every cluster with nodes turns on. */
public final class DefaultPlugins {
    private DefaultPlugins() {}

    /**
     * @param suffixes five random characters
     * @param pause waits on the calling thread
     */
    public static List<AdmissionPlugin> all(
            ClusterReader reader, Supplier<String> suffixes, Consumer<Duration> pause, InstantSource clock) {
        return all(reader, suffixes, pause, clock, PodSecuritySettings.DEFAULT);
    }

    /** @param podSecurity what counts where namespaces say nothing, and who is exempt */
    public static List<AdmissionPlugin> all(
            ClusterReader reader,
            Supplier<String> suffixes,
            Consumer<Duration> pause,
            InstantSource clock,
            PodSecuritySettings podSecurity) {
        return all(reader, suffixes, pause, clock, podSecurity, Features.defaults(), List.of());
    }

    /**
     * @param features what is switched on: plugins of what is not are left out
     * @param configured what users configure, in this order: mutating policies, mutating webhooks, validating policies, validating webhooks
     */
    public static List<AdmissionPlugin> all(
            ClusterReader reader,
            Supplier<String> suffixes,
            Consumer<Duration> pause,
            InstantSource clock,
            PodSecuritySettings podSecurity,
            Features features,
            List<AdmissionPlugin> configured) {
        List<AdmissionPlugin> plugins = new ArrayList<>(List.of(
                new NamespaceLifecycle(reader),
                new LimitRanger(reader),
                new ServiceAccountAdmission(reader, suffixes, pause),
                new NodeRestriction(reader),
                new TaintNodesByCondition(),
                new PodSecurity(reader, podSecurity),
                new Priority(reader, features.isOn(FeatureGate.WORKLOAD_AWARE_PREEMPTION)),
                new DefaultTolerationSeconds(),
                new DefaultStorageClass(reader),
                new StorageObjectInUseProtection(),
                new PersistentVolumeClaimResize(reader),
                new RuntimeClassAdmission(reader),
                new CertificateSubjectRestriction(),
                new DefaultIngressClass(reader),
                new PodTopologyLabels(reader),
                new NodeDeclaredFeatureValidator(reader),
                new PodResizeValidator(reader)));
        plugins.addAll(configured);
        if (features.isOn(FeatureGate.GENERIC_WORKLOAD)) {
            plugins.add(new PodGroupProtection());
            plugins.add(new PodGroupWorkloadExists(reader));
            plugins.add(new JobValidation(reader));
        }
        // last: whatever it charges is what is stored
        plugins.add(new ResourceQuotaAdmission(reader, new QuotaAccounts(reader, clock)));
        return plugins;
    }
}
