package dev.quarterdeck.gateway.openapi;

import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.openapi.OpenApiDocuments;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The documents of what is served now. Those that a change does not concern are kept. Thread-safe; the first call takes its time. */
public final class LiveDocuments implements Supplier<OpenApiDocuments> {
    private final Supplier<ResourceCatalog> catalog;
    private volatile @Nullable Made made;

    private record Made(ResourceCatalog from, OpenApiDocuments documents) {}

    public LiveDocuments(Supplier<ResourceCatalog> catalog) {
        this.catalog = catalog;
    }

    @Override
    public OpenApiDocuments get() {
        ResourceCatalog now = catalog.get();
        Made known = made;
        return known != null && known.from() == now ? known.documents() : make(now);
    }

    private synchronized OpenApiDocuments make(ResourceCatalog now) {
        Made known = made;
        if (known == null) {
            known = new Made(now, new OpenApiDocuments(now, SchemaCatalog.builtIn()));
        } else if (known.from() != now) {
            known = new Made(now, new OpenApiDocuments(now, known.documents()));
        }
        made = known;
        return known.documents();
    }
}
