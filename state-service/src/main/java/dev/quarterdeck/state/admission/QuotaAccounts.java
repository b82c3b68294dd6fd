package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.quota.QuotaResources;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The quotas of namespaces, and what writes add to them. Where a namespace has none, that is all there is to find out. Thread-safe. */
public final class QuotaAccounts {
    static final StoredResource QUOTAS = new StoredResource("", "resourcequotas");

    private final ClusterReader reader;
    private final InstantSource clock;

    public QuotaAccounts(ClusterReader reader, InstantSource clock) {
        this.reader = reader;
        this.clock = clock;
    }

    List<Seen> of(String namespace) {
        return reader.list(QUOTAS, namespace);
    }

    List<Seen> nowOf(String namespace) {
        return reader.listLive(QUOTAS, namespace);
    }

    QuotaCharge charge(
            StoredResource resource, @Nullable ObjectNode before, @Nullable ObjectNode after, boolean limited) {
        return new QuotaCharge(resource, before, after, limited, clock.instant());
    }

    /** Charges every quota: which of them are concerned is decided on what they are by then. */
    static List<Mutation> charging(List<Seen> quotas, QuotaCharge charge) {
        List<Mutation> mutations = new ArrayList<>(quotas.size());
        for (Seen quota : quotas) {
            CurrentObject row = quota.row();
            mutations.add(new Mutation.Amend(QUOTAS, row.key(), row.uid(), charge));
        }
        return mutations;
    }

    /** What goes into the commit that removes an object. */
    public List<Mutation> release(StoredResource resource, String namespace, ObjectNode object) {
        if (namespace.isEmpty() || QuotaResources.isIgnored(resource)) {
            return List.of();
        }
        List<Seen> quotas = of(namespace);
        return quotas.isEmpty() ? List.of() : charging(quotas, charge(resource, object, null, false));
    }

    /** To be called where a namespace is found to be another than it was seen to be: a quota may have been made in it. */
    public static void forget(ClusterReader reader, String namespace) {
        reader.forget(QUOTAS, new ObjectKey(namespace, ""));
    }
}
