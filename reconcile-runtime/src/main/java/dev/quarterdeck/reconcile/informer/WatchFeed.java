package dev.quarterdeck.reconcile.informer;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Statuses;
import dev.quarterdeck.reconcile.queue.TimeSource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Follows one resource by LIST and WATCH, on a virtual thread. A watch that ends is resumed from the last revision seen, bookmarks included; one that is too
 * old (410) begins again with a LIST; failures wait longer each time, up to half a minute, with jitter.
 */
final class WatchFeed<T extends HasMetadata> implements SharedFeeds.Feed<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchFeed.class);
    private static final long FIRST_WAIT_MILLIS = 200;
    private static final long LONGEST_WAIT_MILLIS = 30_000;
    private static final int MIN_WATCH_SECONDS = 120;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ObjectApi api;
    private final ApiResource resource;
    private final Selection selection;
    private final ObjectDecoder<T> decoder;
    private final TimeSource time;
    private final RandomGenerator random;
    private final SharedObjects<T> objects = new SharedObjects<>();
    private @Nullable Thread thread;

    /** Where the next watch goes on; empty means with a LIST. Written by the thread that reads the watch, which this feed's thread waits for. */
    private volatile String revision = "";

    private volatile int failures;

    WatchFeed(
            ObjectApi api,
            ApiResource resource,
            Selection selection,
            ObjectDecoder<T> decoder,
            TimeSource time,
            RandomGenerator random) {
        this.api = api;
        this.resource = resource;
        this.selection = selection;
        this.decoder = decoder;
        this.time = time;
        this.random = random;
    }

    @Override
    public SharedObjects<T> objects() {
        return objects;
    }

    @Override
    public synchronized void start() {
        thread = Thread.ofVirtual().name("informer-" + resource.plural()).start(this::run);
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    listAndWatch();
                } catch (ApiException e) {
                    failed(e);
                } catch (RuntimeException e) {
                    LOG.warn("watch of {} broke", resource.plural(), e);
                    revision = "";
                    pause();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listAndWatch() throws InterruptedException {
        if (revision.isEmpty()) {
            list();
        }
        Instant began = time.instant();
        int seconds = MIN_WATCH_SECONDS + random.nextInt(MIN_WATCH_SECONDS);
        api.transport().watch(watchPath(seconds), Duration.ofSeconds(seconds).plus(PATIENCE), this::line);
        if (Duration.between(began, time.instant()).compareTo(PATIENCE) < 0) {
            // A watch that ends at once, again and again, must not spin.
            pause();
        } else {
            failures = 0;
        }
    }

    private void list() throws InterruptedException {
        ObjectApi.Listing listing = api.list(resource, selection.namespace(), query());
        Map<ObjectKey, LazyObject<T>> all = HashMap.newHashMap(listing.items().size());
        for (ObjectNode item : listing.items()) {
            all.put(ObjectDecoder.key(item), decoder.decoded(item));
        }
        objects.replaceAll(all);
        revision = listing.resourceVersion();
        objects.synced().complete(null);
    }

    private String watchPath(int seconds) {
        return resource.path(selection.namespace()) + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=" + seconds
                + "&resourceVersion=" + revision + query();
    }

    private String query() {
        return parameter("labelSelector", selection.labelSelector())
                + parameter("fieldSelector", selection.fieldSelector());
    }

    private static String parameter(String name, String value) {
        return value.isEmpty() ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private void line(byte[] line) {
        ObjectNode event;
        try {
            event = Json.read(line);
        } catch (JacksonException e) {
            throw new IllegalStateException("not a watch event", e);
        }
        String type = event.path("type").asString("");
        if (!(event.get("object") instanceof ObjectNode object)) {
            throw new IllegalStateException("a watch event without object");
        }
        if (type.equals("ERROR")) {
            throw Statuses.toException(0, object);
        }
        object.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
        if (!type.equals("BOOKMARK")) {
            objects.apply(ObjectDecoder.key(object), type.equals("DELETED") ? null : decoder.decoded(object));
        }
        revision = object.path("metadata").path("resourceVersion").asString(revision);
        failures = 0;
    }

    private void failed(ApiException e) throws InterruptedException {
        if (e.code() == StatusReason.GONE.code()) {
            LOG.info("watch of {} is too old and begins again: {}", resource.plural(), e.getMessage());
            revision = "";
            if (failures++ == 0) {
                return;
            }
        } else {
            LOG.debug("watch of {}: {}", resource.plural(), e.getMessage());
        }
        pause();
    }

    private void pause() throws InterruptedException {
        long limit = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS << Math.min(failures++, 10));
        CountDownLatch over = new CountDownLatch(1);
        time.after(Duration.ofMillis(limit / 2 + random.nextLong(limit / 2 + 1)), over::countDown);
        over.await();
    }
}
