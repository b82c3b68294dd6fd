package dev.quarterdeck.controller.wiring;

import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.stream.cache.LiveCatalog;
import java.util.function.Consumer;

/** What is served now, for controllers whose work is the same for all kinds. */
public interface ServedResources {
    ResourceCatalog now();

    /** Has the listener called with what is served from now on, now and after each change. Closing the result ends that. */
    Subscription follow(Consumer<ResourceCatalog> listener);

    /** Ends calls to a listener. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** What never changes. */
    static ServedResources fixed(ResourceCatalog catalog) {
        return new ServedResources() {
            @Override
            public ResourceCatalog now() {
                return catalog;
            }

            @Override
            public Subscription follow(Consumer<ResourceCatalog> listener) {
                listener.accept(catalog);
                return () -> {};
            }
        };
    }

    static ServedResources of(LiveCatalog catalog) {
        return new ServedResources() {
            @Override
            public ResourceCatalog now() {
                return catalog.get();
            }

            @Override
            public Subscription follow(Consumer<ResourceCatalog> listener) {
                catalog.onChange(listener);
                listener.accept(catalog.get());
                return () -> catalog.forget(listener);
            }
        };
    }
}
