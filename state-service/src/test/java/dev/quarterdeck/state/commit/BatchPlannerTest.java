package dev.quarterdeck.state.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.Mutation.Claim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchPlannerTest {
    private static final StoredResource PODS = new StoredResource("", "pods");

    /** What a store holds, changed by plans as a store changes. */
    private static final class State {
        long revision = 100;
        final Map<RowKey, StoredRow> rows = new HashMap<>();
        final Map<Claim, RowKey> claims = new HashMap<>();

        State copy() {
            State copy = new State();
            copy.revision = revision;
            copy.rows.putAll(rows);
            copy.claims.putAll(claims);
            return copy;
        }

        BatchPlan apply(List<MutationGroup> groups) {
            BatchPlan plan = BatchPlanner.plan(revision, Map.copyOf(rows), Map.copyOf(claims), groups);
            revision = plan.revision();
            plan.rows().forEach((key, row) -> row.ifPresentOrElse(r -> rows.put(key, r), () -> rows.remove(key)));
            plan.released().forEach(claims::remove);
            plan.taken().forEach((claim, holder) -> assertThat(claims.put(claim, holder))
                    .as("%s has one holder", claim)
                    .isNull());
            return plan;
        }
    }

    private static List<Mutation> group(Random random, State guess) {
        List<Mutation> group = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            ObjectKey key = new ObjectKey("a", "o" + random.nextInt(5));
            StoredRow row = guess.rows.get(new RowKey(PODS, key));
            long expected = row == null || random.nextInt(8) == 0 ? random.nextInt(150) : row.revision();
            var object = ObjectStoreContract.object(key.path(), "x" + random.nextInt(100));
            Set<Claim> claims = new HashSet<>();
            for (int c = random.nextInt(3); c > 0; c--) {
                claims.add(new Claim("ip", "10.0.0." + random.nextInt(6)));
            }
            group.add(
                    switch (random.nextInt(5)) {
                        case 0 -> new Mutation.Insert(PODS, key, "u", object, claims);
                        case 1 -> new Mutation.Remove(PODS, key, "u", expected, object);
                        case 2 -> new Mutation.Require(PODS, key, "u");
                        default ->
                            row == null
                                    ? new Mutation.Insert(PODS, key, "u", object, claims)
                                    : new Mutation.Replace(PODS, key, "u", expected, object, claims);
                    });
        }
        return group;
    }

    @Test
    void aBatchDoesWhatItsGroupsDoOneAfterTheOther() {
        int applied = 0;
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            State together = new State();
            State alone = new State();
            for (int batch = 0; batch < 10; batch++) {
                State guess = together.copy();
                List<MutationGroup> groups = new ArrayList<>();
                for (int g = 0; g < 6; g++) {
                    groups.add(new MutationGroup(group(random, guess), Author.internal("test")));
                }
                BatchPlan plan = together.apply(groups);
                List<CommittedChange> changes = new ArrayList<>();
                for (int g = 0; g < groups.size(); g++) {
                    BatchPlan one = alone.apply(List.of(groups.get(g)));
                    assertThat(one.decisions().getFirst().getClass())
                            .as("seed %d, batch %d, group %d", seed, batch, g)
                            .isEqualTo(plan.decisions().get(g).getClass());
                    applied += one.decisions().getFirst() instanceof BatchPlan.Decision.Apply ? 1 : 0;
                    changes.addAll(one.changes());
                }
                assertThat(plan.changes())
                        .as("seed %d", seed)
                        .usingRecursiveComparison()
                        .isEqualTo(changes);
                assertThat(together.revision).isEqualTo(alone.revision);
                assertThat(together.claims).as("seed %d", seed).isEqualTo(alone.claims);
                assertThat(together.rows.keySet()).isEqualTo(alone.rows.keySet());
                together.rows.forEach((key, row) -> assertThat(row.claims())
                        .as("claims of a row are those that it holds")
                        .isEqualTo(held(together, key)));
            }
        }
        assertThat(applied).isGreaterThan(3_000);
    }

    private static Set<Claim> held(State state, RowKey key) {
        Set<Claim> held = new HashSet<>();
        state.claims.forEach((claim, holder) -> {
            if (holder.equals(key)) {
                held.add(claim);
            }
        });
        return held;
    }
}
