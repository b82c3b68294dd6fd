package dev.quarterdeck.state.admission;

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
        return all(reader, suffixes, pause, clock, podSecurity, List.of());
    }

    /** @param configured what users configure, in this order: mutating policies, mutating webhooks, validating policies, validating webhooks */
    public static List<AdmissionPlugin> all(
            ClusterReader reader,
            Supplier<String> suffixes,
            Consumer<Duration> pause,
            InstantSource clock,
            PodSecuritySettings podSecurity,
            List<AdmissionPlugin> configured) {
        List<AdmissionPlugin> plugins = new ArrayList<>(List.of(
                new NamespaceLifecycle(reader),
                new LimitRanger(reader),
                new ServiceAccountAdmission(reader, suffixes, pause),
                new NodeRestriction(reader),
                new TaintNodesByCondition(),
                new PodSecurity(reader, podSecurity),
                new Priority(reader),
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
        // last: whatever it charges is what is stored
        plugins.add(new ResourceQuotaAdmission(reader, new QuotaAccounts(reader, clock)));
        return plugins;
    }
}
