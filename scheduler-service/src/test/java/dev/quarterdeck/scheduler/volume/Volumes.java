package dev.quarterdeck.scheduler.volume;

import static dev.quarterdeck.scheduler.Pods.pod;

import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.List;

/** Claims, volumes and classes for tests. */
final class Volumes {
    private Volumes() {}

    static Pod using(String name, String... claims) {
        var builder = pod(name).editSpec();
        for (String claim : claims) {
            builder = builder.addNewVolume()
                    .withName(claim)
                    .withNewPersistentVolumeClaim(claim, false)
                    .endVolume();
        }
        return builder.endSpec().build();
    }

    static PersistentVolumeClaim claim(String name, String ofClass, String mode) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withStorageClassName(ofClass)
                .withAccessModes(mode)
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .build();
    }

    /** One that is available on these hosts; everywhere where none is named. */
    static PersistentVolume volume(String name, String ofClass, String size, String... hosts) {
        var builder = new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withStorageClassName(ofClass)
                .withAccessModes("ReadWriteOnce")
                .addToCapacity("storage", new Quantity(size));
        if (hosts.length > 0) {
            builder = builder.withNewNodeAffinity()
                    .withNewRequired()
                    .addNewNodeSelectorTerm()
                    .withMatchExpressions(new NodeSelectorRequirement("kubernetes.io/hostname", "In", List.of(hosts)))
                    .endNodeSelectorTerm()
                    .endRequired()
                    .endNodeAffinity();
        }
        return builder.endSpec()
                .withNewStatus()
                .withPhase("Available")
                .endStatus()
                .build();
    }

    static StorageClass storageClass(String name, String provisioner, String mode) {
        return new StorageClassBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withProvisioner(provisioner)
                .withVolumeBindingMode(mode)
                .build();
    }

    /** What the controller of persistent volumes does. */
    static void bind(SchedulerHarness it, String claim, String volume) throws InterruptedException {
        it.informers.deliver();
        PersistentVolumeClaim now =
                it.api.get(PersistentVolumeClaim.class, "default", claim).orElseThrow();
        it.update(now.edit()
                .editMetadata()
                .addToAnnotations("pv.kubernetes.io/bind-completed", "yes")
                .endMetadata()
                .editSpec()
                .withVolumeName(volume)
                .endSpec()
                .build());
    }
}
