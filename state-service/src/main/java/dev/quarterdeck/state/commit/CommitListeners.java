package dev.quarterdeck.state.commit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who wants to hear of everything that this process commits. Called on the committer's thread: listeners take note and return. Thread-safe. */
public final class CommitListeners implements Consumer<List<CommittedChange>> {
    private final List<Consumer<List<CommittedChange>>> listeners = new CopyOnWriteArrayList<>();

    public void add(Consumer<List<CommittedChange>> listener) {
        listeners.add(listener);
    }

    @Override
    public void accept(List<CommittedChange> changes) {
        listeners.forEach(listener -> listener.accept(changes));
    }
}
