package dev.quarterdeck.kube.feature;

import java.util.List;

/** All that can be switched on. */
public final class EveryFeature {
    public static final List<String> VERSIONS =
            List.of("scheduling.k8s.io/v1alpha2", "storagemigration.k8s.io/v1beta1");

    private EveryFeature() {}

    public static Features features() {
        return Features.parse(
                "GenericWorkload=true,GangScheduling=true,StorageVersionMigrator=true",
                String.join("=true,", VERSIONS) + "=true");
    }
}
