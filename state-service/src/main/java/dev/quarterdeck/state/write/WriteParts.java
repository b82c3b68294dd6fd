package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.state.admission.AdmissionChain;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.admission.QuotaAccounts;
import dev.quarterdeck.state.allocation.ServiceAllocator;
import dev.quarterdeck.state.definition.Definitions;
import dev.quarterdeck.state.kind.Strategy;
import dev.quarterdeck.state.kind.apiextensions.CustomStrategies;
import java.util.function.Function;

/** What every handler works with. */
record WriteParts(
        ObjectRules rules,
        Function<StoredResource, Strategy> strategies,
        AdmissionChain admission,
        ClusterReader reader,
        Committer committer,
        ServiceAllocator services,
        ClusterIpObjects addresses,
        QuotaAccounts quotas,
        Sources sources,
        Definitions definitions) {

    /** The rules of a kind, from the table of built-in kinds or from the kind's definition. */
    Strategy strategy(ResourceType type) {
        return type.custom() == null
                ? strategies.apply(CreateHandler.stored(type))
                : CustomStrategies.of(type.custom());
    }
}
