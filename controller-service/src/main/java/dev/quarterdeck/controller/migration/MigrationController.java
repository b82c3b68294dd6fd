package dev.quarterdeck.controller.migration;

import dev.quarterdeck.controller.aggregation.RemoteKinds;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.storagemigration.v1beta1.StorageVersionMigration;
import java.util.List;

/** Wires migrations: a change of one has those of its resource looked at, so that the next begins when one is over. */
public final class MigrationController {
    private MigrationController() {}

    /** Whether there can be migrations at all. */
    public static boolean isServed(ServedResources served) {
        return served.now().stored().contains(MigrationReconciler.MIGRATIONS.stored());
    }

    public static Controller create(ControllerContext context, ServedResources served) {
        Informer<StorageVersionMigration> migrations = context.informers().of(StorageVersionMigration.class);
        ReconcileLoop<StoredResource> loop = context.loop(
                MigrationReconciler.MANAGER,
                new MigrationReconciler(
                        context.api(),
                        new Targets(served, new RemoteKinds(context.api())),
                        context.batches(),
                        context.time()));
        migrations.onChange((before, after) -> {
            var spec = ControllerContext.either(before, after).getSpec();
            if (spec != null && spec.getResource() != null) {
                String group = spec.getResource().getGroup();
                loop.queue()
                        .add(new StoredResource(
                                group == null ? "" : group, spec.getResource().getResource()));
            }
        });
        return new Controller("storage-version-migrator", List.of(loop), List.of(migrations));
    }
}
