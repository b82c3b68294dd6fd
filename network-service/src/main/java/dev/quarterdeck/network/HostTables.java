package dev.quarterdeck.network;

import dev.quarterdeck.network.kernel.HostPrograms;
import dev.quarterdeck.network.nft.ServiceTable;
import dev.quarterdeck.network.route.HostLinks;
import dev.quarterdeck.network.route.PodRoutes;

/** What a host's network service leaves in the kernel when it stops, and how a host that leaves the cluster is rid of it. */
public final class HostTables {
    private HostTables() {}

    /** Removes the service table, the routes to other hosts' pods, and the link of cluster IPs. What is gone already is no error. */
    public static void remove(HostPrograms programs) {
        ServiceTable.remove(programs);
        PodRoutes.remove(programs);
        HostLinks.remove(programs);
    }
}
