package dev.quarterdeck.simulation.mutant;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.simulation.cluster.Parts;
import dev.quarterdeck.simulation.mutant.CachesAround.CacheAround;
import dev.quarterdeck.simulation.world.World;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import dev.quarterdeck.stream.cache.CacheEvent;
import dev.quarterdeck.stream.cache.CacheView;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.cache.SnapshotSource;
import dev.quarterdeck.stream.record.Change;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Mistakes in how gateways read and watch. */
final class ReadMutants {
    private static final long SECOND = 1_000_000_000L;

    private ReadMutants() {}

    static final class WatchOneLate implements Parts {
        @Override
        public ResourceCaches caches(ResourceCaches caches, World world) {
            return new CachesAround(caches, cache -> new CacheAround(cache) {
                @Override
                public CacheSubscription subscribe(long after, CacheListener listener) {
                    return super.subscribe(after + 1, listener);
                }
            });
        }
    }

    static final class ResetNotTold implements Parts {
        @Override
        public ResourceCaches caches(ResourceCaches caches, World world) {
            return new CachesAround(caches, cache -> new CacheAround(cache) {
                @Override
                public CacheSubscription subscribe(long after, CacheListener listener) {
                    return super.subscribe(after, new CacheListener() {
                        @Override
                        public void onEvent(CacheEvent event) {
                            listener.onEvent(event);
                        }

                        @Override
                        public void onProgress(long revision) {
                            listener.onProgress(revision);
                        }
                    });
                }
            });
        }
    }

    static final class HistoryOneLate implements Parts {
        @Override
        public StateClient state(StateClient state, World world) {
            return new StateClientAround(state) {
                @Override
                public CompletableFuture<List<Change>> history(
                        StoredResource resource, long after, long upTo, int limit) {
                    return super.history(resource, after + 1, upTo, limit);
                }
            };
        }
    }

    static final class RevisionOfItsOwn implements Parts {
        @Override
        public ResourceCaches caches(ResourceCaches caches, World world) {
            return new CachesAround(caches, cache -> new CacheAround(cache) {
                @Override
                public CacheView view(SnapshotSource.Progress progress) {
                    return view();
                }
            });
        }
    }

    static final class PageAtNewest implements Parts {
        @Override
        public StateClient state(StateClient state, World world) {
            return new StateClientAround(state) {
                @Override
                public CompletableFuture<Page> listAt(
                        StoredResource resource,
                        String namespace,
                        long revision,
                        @Nullable ObjectKey after,
                        int limit) {
                    return after == null
                            ? super.listAt(resource, namespace, revision, null, limit)
                            : newestRevision(resource)
                                    .thenCompose(newest -> inner.listAt(
                                            resource, namespace, Math.max(newest, revision), after, limit));
                }
            };
        }
    }

    static final class EarlierFreshness implements Parts {
        @Override
        public StateClient state(StateClient state, World world) {
            return new StateClientAround(state) {
                private final Map<StoredResource, Progress> known = new HashMap<>();
                private final Map<StoredResource, Long> since = new HashMap<>();

                @Override
                public CompletableFuture<Progress> progressOf(StoredResource resource) {
                    Progress earlier = known.get(resource);
                    if (earlier != null && world.now() - since.getOrDefault(resource, 0L) < SECOND / 4) {
                        return CompletableFuture.completedFuture(earlier);
                    }
                    return super.progressOf(resource).thenApply(progress -> {
                        known.put(resource, progress);
                        since.put(resource, world.now());
                        return progress;
                    });
                }
            };
        }
    }

    static final class ProgressTooFar implements Parts {
        @Override
        public StateClient state(StateClient state, World world) {
            return new StateClientAround(state) {
                @Override
                public CompletableFuture<Progress> progressOf(StoredResource resource) {
                    return super.progressOf(resource)
                            .thenApply(p -> new Progress(Math.max(0, p.newest() - 1), p.revision()));
                }
            };
        }
    }

    static final class TornSnapshot implements Parts {
        @Override
        public StateClient state(StateClient state, World world) {
            return new StateClientAround(state) {
                @Override
                public CompletableFuture<Snapshot> snapshot(StoredResource resource) {
                    return super.snapshot(resource).thenCompose(objects -> inner.progressOf(resource)
                            .thenApply(p -> new Snapshot(p.revision(), objects.objects())));
                }
            };
        }
    }

    static final class WriteSentTwice implements Parts {
        @Override
        public StateClient state(StateClient state, World world) {
            return new StateClientAround(state) {
                @Override
                public CompletableFuture<WriteResult> write(WriteRequest request) {
                    return super.write(request).exceptionallyCompose(failure -> {
                        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                        return cause instanceof ApiException e && e.code() == 504
                                ? inner.write(request)
                                : CompletableFuture.failedFuture(failure);
                    });
                }
            };
        }
    }
}
