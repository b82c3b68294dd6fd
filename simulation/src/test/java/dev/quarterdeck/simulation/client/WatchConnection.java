package dev.quarterdeck.simulation.client;

import dev.quarterdeck.gateway.read.ReadOptions;
import dev.quarterdeck.gateway.watch.WatchDoor;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.simulation.cluster.GatewayReplica;
import dev.quarterdeck.simulation.invariant.Invariant;
import dev.quarterdeck.simulation.invariant.Truth.Committed;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.simulation.world.World;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import tools.jackson.databind.node.ObjectNode;

/** One watch from its request to its end: what the gateway sends, as the client gets it, held against the model line by line. */
final class WatchConnection implements Subscriber<ByteBuf> {
    /** What a watch may end with, besides 410: the service can't go on now. */
    private static final Set<Integer> FOR_NOW = Set.of(429, 503, 504);

    private final Desk desk;
    private final World world;
    private final SimProcess process;
    private final GatewayReplica gateway;
    private final SimProcess life;
    private final Selection selection;
    private final long begun;
    private final long floor;
    private final int fillings;
    private final Runnable wake;
    private final List<Committed> state = new ArrayList<>();
    private long position;
    private long delivered;
    private boolean takes = true;
    private Runnable room = () -> {};
    private boolean ended;
    private String ending = "";
    private @Nullable Subscription subscription;

    WatchConnection(
            Desk desk,
            SimProcess process,
            GatewayReplica gateway,
            Selection selection,
            long position,
            long floor,
            Runnable wake) {
        this.desk = desk;
        this.world = desk.world;
        this.process = process;
        this.gateway = gateway;
        this.life = gateway.process();
        this.selection = selection;
        this.begun = position;
        this.position = position;
        this.floor = floor;
        this.fillings = gateway.fillings(selection.resource());
        this.wake = wake;
    }

    // ---- at the gateway

    CompletableFuture<Boolean> serve(ReadOptions options) {
        WatchDoor.Link link = new WatchDoor.Link(
                gateway.loop(),
                () -> takes,
                listener -> room = listener,
                () -> {},
                Duration.ofMillis(desk.isClosing() ? 20_000 : world.between(200, 2_000)),
                Duration.ofSeconds(4),
                desk.isClosing() ? Duration.ofMinutes(10) : Duration.ofMillis(world.between(500, 20_000)));
        StoredResource resource = selection.resource();
        CompletableFuture<Publisher<ByteBuf>> lines =
                gateway.watches().open(desk.type(resource), resource, selection.namespace(), options, link);
        return lines.thenApply(publisher -> {
            gateway.loop().execute(() -> publisher.subscribe(this));
            return true;
        });
    }

    @Override
    public void onSubscribe(Subscription s) {
        subscription = s;
        s.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuf chunk) {
        String text = chunk.toString(StandardCharsets.UTF_8);
        chunk.release();
        toClient(() -> {
            for (String line : text.split("\n")) {
                if (!ended) {
                    desk.checked(() -> line(Json.read(line.getBytes(StandardCharsets.UTF_8))));
                }
            }
        });
    }

    @Override
    public void onError(Throwable failure) {
        toClient(() -> end("cut off"));
    }

    @Override
    public void onComplete() {
        toClient(() -> end("closed"));
    }

    /** In order, as bytes on a connection are. */
    private void toClient(Runnable event) {
        delivered = Math.max(delivered + 1, world.now() + world.between(50_000, 900_000));
        process.after(delivered - world.now(), event);
    }

    // ---- at the client

    private void line(ObjectNode line) {
        ObjectNode object = (ObjectNode) line.get("object");
        long revision = object.path("metadata").path("resourceVersion").asLong(-1);
        String type = line.path("type").asString("");
        switch (type) {
            case "BOOKMARK" -> bookmark(revision, object);
            case "ERROR" ->
                error(object.path("code").asInt(0), object.path("message").asString(""));
            default -> event(type, revision, object);
        }
    }

    private void event(String type, long revision, ObjectNode object) {
        desk.count("watch events");
        if (position < 0) {
            state.add(desk.truth.at(revision));
            return;
        }
        Selection.Expected expected = selection.after(desk.truth, position);
        if (expected == null
                || expected.revision() != revision
                || !expected.type().name().equals(type)) {
            desk.violated(
                    Invariant.WATCH_IN_ORDER,
                    process.name() + " of " + selection.resource() + " at " + life.name()
                            + ", which had seen everything up to " + position + ", got " + type + " at " + revision
                            + " where " + expected + " is next");
            return;
        }
        Committed committed = desk.truth.at(revision);
        String name = object.path("metadata").path("name").asString("");
        if (!name.equals(committed.change().key().name())) {
            desk.violated(Invariant.WATCH_IN_ORDER, "the event at " + revision + " shows another object: " + name);
        }
        position = revision;
        desk.tell(revision);
    }

    private void bookmark(long revision, ObjectNode object) {
        desk.count("bookmarks");
        if (position < 0) {
            endOfState(revision, object);
            return;
        }
        Selection.Expected missing = selection.after(desk.truth, position);
        if (missing != null && missing.revision() <= revision || revision > desk.truth.revision()) {
            desk.violated(
                    Invariant.BOOKMARK_COMPLETE,
                    process.name() + " got a bookmark of " + revision + " before " + missing);
        }
        position = Math.max(position, revision);
        desk.tell(revision);
    }

    private void endOfState(long revision, ObjectNode object) {
        if (!object.path("metadata").path("annotations").has("k8s.io/initial-events-end")) {
            desk.violated(Invariant.BOOKMARK_COMPLETE, "a bookmark came before the state was complete");
        }
        List<Long> expected = new ArrayList<>();
        for (Committed committed :
                desk.truth.stateAt(selection.resource(), revision).values()) {
            if (Selection.matches(committed, selection.namespace(), selection.labels())) {
                expected.add(committed.revision());
            }
        }
        List<Long> shown = state.stream().map(Committed::revision).toList();
        if (!expected.equals(shown)) {
            desk.violated(
                    Invariant.LIST_OF_ONE_REVISION,
                    "a streamed list at " + revision + " shows " + shown + ", not " + expected);
        }
        if (revision < floor) {
            desk.violated(
                    Invariant.READ_IS_FRESH, "a streamed list is of " + revision + " although " + floor + " was known");
        }
        desk.count("streamed lists");
        position = revision;
        desk.tell(revision);
    }

    private void error(int code, String message) {
        if (code == 410) {
            gone(message);
        } else if (!FOR_NOW.contains(code)) {
            desk.violated(Invariant.WATCH_ENDS_WITH_REASON, "a watch ended with " + code + " " + message);
        }
        end("error " + code + " " + message);
    }

    void refused(ApiException why) {
        if (why.code() == 410) {
            gone(why.getMessage());
        } else if (!FOR_NOW.contains(why.code())) {
            desk.violated(
                    Invariant.WATCH_ENDS_WITH_REASON,
                    "a watch was refused with " + why.code() + " " + why.getMessage());
        }
        end("refused " + why.code());
    }

    /** Allowed where history was dropped, and where the cache had to be filled anew under the watch. */
    private void gone(String message) {
        desk.count("watches that ended with 410");
        boolean dropped = begun < desk.postgres.compacted(selection.resource());
        boolean refilled = gateway.process() != life || gateway.fillings(selection.resource()) > fillings;
        if (message.isEmpty() || !dropped && !refilled) {
            desk.violated(
                    Invariant.WATCH_ENDS_WITH_REASON,
                    process.name() + " ended with 410 '" + message + "' after " + position
                            + " although history reaches back to " + desk.postgres.compacted(selection.resource())
                            + " and no cache was filled anew");
        }
        position = -1;
    }

    private void end(String why) {
        if (!ended) {
            ended = true;
            ending = why;
            wake.run();
        }
    }

    // ---- for the watcher

    void takes(boolean more) {
        boolean again = more && !takes;
        takes = more;
        if (again) {
            life.after(100_000, () -> gateway.loop().execute(room));
        }
    }

    boolean isEnded() {
        return ended || !life.isAlive();
    }

    boolean isSettled() {
        return !isEnded() && subscription != null && position >= 0;
    }

    long position() {
        return position;
    }

    String ending() {
        return ending;
    }

    void hangUp() {
        ended = true;
        Subscription s = subscription;
        if (s != null) {
            life.after(1_000_000L, s::cancel);
        }
    }
}
