package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import dev.quarterdeck.state.kind.core.ServiceClaims;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The IPAddress of every cluster IP (KEP-1880): made and removed in the same commit as the service's claim, so that listing addresses shows what is held.
 * Each is named by its canonical form, however the service spells it. An address that somebody reserved by making its object is taken.
 */
final class ClusterIpObjects {
    private static final StoredResource ADDRESSES = new StoredResource("networking.k8s.io", "ipaddresses");

    private final Committer committer;
    private final Sources sources;

    ClusterIpObjects(Committer committer, Sources sources) {
        this.committer = committer;
        this.sources = sources;
    }

    static boolean concerns(StoredResource resource) {
        return resource.group().isEmpty() && resource.resource().equals("services");
    }

    /**
     * What goes with a change of a service.
     *
     * @param service null when it is removed
     * @param old null when it is new
     */
    List<Mutation> together(@Nullable ObjectNode service, @Nullable ObjectNode old) {
        Set<String> before = old == null ? Set.of() : addresses(old);
        Set<String> after = service == null ? Set.of() : addresses(service);
        if (before.equals(after)) {
            return List.of();
        }
        List<Mutation> mutations = new ArrayList<>(2);
        for (String address : after) {
            if (!before.contains(address) && service != null) {
                mutations.add(insert(address, Metadata.of(service).key()));
            }
        }
        for (String address : before) {
            CurrentObject row = after.contains(address) ? null : committer.get(ADDRESSES, new ObjectKey("", address));
            if (row != null && old != null) {
                ObjectNode object = Json.read(row.json());
                if (belongs(object, Metadata.of(old).key())) {
                    mutations.add(new Mutation.Remove(
                            ADDRESSES, row.key(), row.uid(), row.revision(), EncodedObject.of(object)));
                }
            }
        }
        return mutations;
    }

    /** The claim that failed where the failed mutation is an address that exists already; null for any other conflict. */
    static Mutation.@Nullable Claim taken(CommitOutcome outcome) {
        return switch (outcome) {
            case CommitOutcome.ClaimTaken(Mutation.Claim claim) -> claim;
            case CommitOutcome.Conflict(Mutation.Insert insert, CurrentObject current)
            when insert.resource().equals(ADDRESSES) ->
                new Mutation.Claim(ServiceClaims.CLUSTER_IP, insert.key().name());
            case CommitOutcome.Conflict conflict -> null;
            case CommitOutcome.Committed committed -> null;
        };
    }

    private Mutation insert(String address, ObjectKey service) {
        Instant now = sources.clock().instant();
        String uid = sources.uids().get();
        ObjectNode object = Json.object();
        object.put("kind", "IPAddress").put("apiVersion", "networking.k8s.io/v1");
        object.putObject("metadata")
                .put("name", address)
                .put("uid", uid)
                .put("creationTimestamp", WriteScope.timestamp(now))
                .putObject("labels")
                .put("ipaddress.kubernetes.io/ip-family", IpAddresses.isV6(address) ? "IPv6" : "IPv4")
                .put("ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io");
        object.putObject("spec")
                .putObject("parentRef")
                .put("name", service.name())
                .put("namespace", service.namespace())
                .put("resource", "services");
        return new Mutation.Insert(ADDRESSES, new ObjectKey("", address), uid, EncodedObject.of(object), Set.of());
    }

    private static boolean belongs(ObjectNode address, ObjectKey service) {
        return Trees.text(address, "spec", "parentRef", "name").equals(service.name())
                && Trees.text(address, "spec", "parentRef", "namespace").equals(service.namespace());
    }

    private static Set<String> addresses(ObjectNode service) {
        Set<String> addresses = new TreeSet<>();
        for (Mutation.Claim claim : ServiceClaims.of(service)) {
            if (claim.scope().equals(ServiceClaims.CLUSTER_IP)) {
                addresses.add(claim.value());
            }
        }
        return addresses;
    }
}
