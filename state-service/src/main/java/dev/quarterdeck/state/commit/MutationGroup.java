package dev.quarterdeck.state.commit;

import java.util.List;

/** What one writer handed in together: all of it is applied, or nothing. */
public record MutationGroup(List<Mutation> mutations, Author author) {
    public MutationGroup {
        mutations = List.copyOf(mutations);
    }
}
