package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.scheduler.snapshot.NodeFacts;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What nodes answered to claims that ask for the same, as those made from one template do: good as long as the node, the slices, the classes and what is in use of
 * the node's pools are the same. The claims asked about last are remembered. One thread asks.
 */
final class RememberedAnswers {
    private static final int MOST = 16;
    /** A node with more pools is asked anew: to look whether they are the same would cost as much. */
    private static final int MOST_POOLS = 8;

    private final Map<List<ResourceClaimSpec>, ForSame> all = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<ResourceClaimSpec>, ForSame> eldest) {
            return size() > MOST;
        }
    };

    private record One(NodeFacts node, long uses, DeviceAnswer answer) {}

    /** By the slot of the node. */
    static final class ForSame {
        private @Nullable DeviceInventory inventory;
        private long classes;
        private @Nullable One[] answers = new One[0];

        /** @param uses says how often the use of the pools changed */
        DeviceAnswer of(NodeSnapshot node, List<DevicePool> pools, Supplier<Long> uses, Supplier<DeviceAnswer> ask) {
            if (pools.size() > MOST_POOLS) {
                return ask.get();
            }
            int slot = node.slot();
            if (slot >= answers.length) {
                answers = Arrays.copyOf(answers, Math.max(slot + 1, answers.length * 2));
            }
            long now = uses.get();
            One known = answers[slot];
            if (known != null && known.node() == node.facts() && known.uses() == now) {
                return known.answer();
            }
            DeviceAnswer answer = ask.get();
            answers[slot] = new One(node.facts(), now, answer);
            return answer;
        }
    }

    /** @param classes how often they were changed */
    ForSame of(List<ResourceClaimSpec> claims, DeviceInventory inventory, long classes) {
        ForSame known = all.computeIfAbsent(claims, c -> new ForSame());
        if (known.inventory != inventory || known.classes != classes) {
            known.inventory = inventory;
            known.classes = classes;
            known.answers = new One[0];
        }
        return known;
    }
}
