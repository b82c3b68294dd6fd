package dev.quarterdeck.scheduler.column;

import dev.quarterdeck.scheduler.filter.Rejection;
import java.util.BitSet;
import java.util.List;

/** What a rule says of many nodes at once, by their slots. */
public interface SetFilter {

    /** Takes nodes that are rejected for the same reasons; may be given none. */
    interface Rejected {
        void reject(BitSet nodes, List<Rejection> why);
    }

    /** @param nodes those to be looked at; not changed while this goes on */
    void apply(BitSet nodes, Rejected to);
}
