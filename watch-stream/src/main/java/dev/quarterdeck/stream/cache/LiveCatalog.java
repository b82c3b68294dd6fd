package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.kube.definition.DefinitionCatalog;
import dev.quarterdeck.kube.definition.DefinitionReader;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.stream.cache.ResourceCache.CacheListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog of a process. It never lags behind the process' own cache of definitions: what a client was shown as established through this process is served
 * by it. Definitions are read when they change, the catalog is put together when it is asked for; with a thousand definitions that is a few hundred
 * microseconds after a change, and one comparison otherwise. Follows the cache from the first question on. Thread-safe.
 */
public final class LiveCatalog implements Supplier<ResourceCatalog> {
    private static final Logger LOG = LoggerFactory.getLogger(LiveCatalog.class);

    private final Supplier<ResourceCache> definitions;
    private final CustomForms forms;
    private final List<Consumer<ResourceCatalog>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean following = new AtomicBoolean();
    private final ResourceCatalog builtIn;
    private volatile Made made;
    /** Guarded by this. */
    private final Map<String, Definition> known = new HashMap<>();

    private record Made(long revision, ResourceCatalog catalog) {}

    /**
     * @param builtIn what is served without a definition
     * @param definitions the cache of CustomResourceDefinitions, made when first asked for
     */
    public LiveCatalog(ResourceCatalog builtIn, Supplier<ResourceCache> definitions, CustomForms forms) {
        this.builtIn = builtIn;
        this.definitions = definitions;
        this.forms = forms;
        this.made = new Made(-1, builtIn);
    }

    /** What is served without a definition; never changes. */
    public ResourceCatalog builtIn() {
        return builtIn;
    }

    /** What is served as far as the cache of definitions knows now. */
    @Override
    public ResourceCatalog get() {
        if (!following.get()) {
            follow();
        }
        CacheView view = definitions.get().view();
        Made now = made;
        return now.revision() == view.revision() ? now.catalog() : catchUp(view);
    }

    /** What is served at this revision or later; waits until the cache is there. */
    public CompletableFuture<ResourceCatalog> atLeast(long revision) {
        get();
        return definitions.get().awaitRevision(revision).thenApply(view -> get());
    }

    /** Completes once the cache of definitions was filled. */
    public CompletableFuture<Void> ready() {
        get();
        return definitions.get().ready();
    }

    /** Called after each change of what is served, on a thread of its own; must not block for long. */
    public void onChange(Consumer<ResourceCatalog> listener) {
        get();
        listeners.add(listener);
    }

    /** Ends what {@link #onChange} began. */
    public void forget(Consumer<ResourceCatalog> listener) {
        listeners.remove(listener);
    }

    private void follow() {
        if (!following.compareAndSet(false, true)) {
            return;
        }
        ResourceCache cache = definitions.get();
        cache.ready().thenRun(() -> {
            join(cache);
            look();
        });
    }

    private void join(ResourceCache cache) {
        try {
            var unused = cache.subscribe(cache.view().revision(), new CacheListener() {
                @Override
                public void onEvent(CacheEvent event) {
                    look();
                }

                @Override
                public void onReset() {
                    look();
                }
            });
        } catch (ResourceCache.RevisionTooOldException filledAnew) {
            join(cache);
        }
    }

    /** Has somebody catch up soon: whoever applies changes to the cache does not wait for it. */
    private void look() {
        if (scheduled.compareAndSet(false, true)) {
            Thread.ofVirtual().name("catalog").start(() -> {
                scheduled.set(false);
                get();
            });
        }
    }

    private synchronized ResourceCatalog catchUp(CacheView view) {
        Made now = made;
        if (now.revision() >= view.revision()) {
            return now.catalog();
        }
        List<Definition> before = new ArrayList<>();
        List<Definition> after = new ArrayList<>();
        Map<String, Definition> gone = new HashMap<>(known);
        for (CachedObject object : view.objects("", null)) {
            String name = object.key().name();
            Definition old = gone.remove(name);
            if (old == null || old.source().revision() != object.revision()) {
                read(object).ifPresent(definition -> {
                    known.put(name, definition);
                    after.add(definition);
                    if (old != null) {
                        before.add(old);
                    }
                });
            }
        }
        gone.forEach((name, old) -> {
            known.remove(name);
            before.add(old);
        });
        if (before.isEmpty() && after.isEmpty()) {
            made = new Made(view.revision(), now.catalog());
            return now.catalog();
        }
        ResourceCatalog catalog = DefinitionCatalog.of(builtIn, known.values());
        forms.changed(before, after);
        made = new Made(view.revision(), catalog);
        listeners.forEach(listener -> tell(listener, catalog));
        return catalog;
    }

    private static Optional<Definition> read(CachedObject object) {
        try {
            return Optional.of(DefinitionReader.read(object.json(), object.revision()));
        } catch (RuntimeException e) {
            LOG.error(
                    "The definition {} cannot be read and is not served",
                    object.key().name(),
                    e);
            return Optional.empty();
        }
    }

    private static void tell(Consumer<ResourceCatalog> listener, ResourceCatalog catalog) {
        Thread.ofVirtual().name("catalog-changed").start(() -> listener.accept(catalog));
    }
}
