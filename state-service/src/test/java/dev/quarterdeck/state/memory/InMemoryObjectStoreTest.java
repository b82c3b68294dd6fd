package dev.quarterdeck.state.memory;

import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.commit.ObjectStoreContract;
import dev.quarterdeck.state.read.StateReader;

class InMemoryObjectStoreTest extends ObjectStoreContract {
    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected StateReader reader() {
        return store;
    }
}
