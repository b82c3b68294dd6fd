package dev.quarterdeck.gateway.watch;

import dev.quarterdeck.gateway.output.ConnectionPace;
import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.output.OutputFormat;
import dev.quarterdeck.gateway.output.TableOptions;
import dev.quarterdeck.gateway.read.CacheReader;
import dev.quarterdeck.gateway.read.ReadOptions;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;

/** WATCH of a gateway, without HTTP: what {@link WatchHandler} makes of a request. */
public final class WatchDoor {
    private final CacheReader reader;
    private final HistoryFeed history;
    private final int bufferedEvents;
    private final SharedBodies shared = new SharedBodies();

    public WatchDoor(CacheReader reader, HistoryFeed history, int bufferedEvents) {
        this.reader = reader;
        this.history = history;
        this.bufferedEvents = bufferedEvents;
    }

    /**
     * How a watch lives, and the connection that it lives on.
     *
     * @param whenRoom keeps what is to be run when there is room again
     */
    public record Link(
            ScheduledExecutorService loop,
            BooleanSupplier writable,
            Consumer<Runnable> whenRoom,
            Runnable cut,
            Duration bookmarks,
            Duration stall,
            Duration timeout) {}

    /** The lines, once the watch may begin. Completes on any thread of the gateway. */
    public CompletableFuture<Publisher<ByteBuf>> open(
            ResourceType type, StoredResource stored, String namespace, ReadOptions options, Link link) {
        WatchFilter filter = new WatchFilter(namespace, options.selection());
        WatchStart start = WatchStart.of(options);
        WatchFrames frames = new WatchFrames(
                type, OutputFormat.JSON, TableOptions.DEFAULT, new ObjectOutput(InstantSource.system()), shared);
        return reader.view(stored, start.freshness()).thenApply(view -> {
            WatchSource source = new WatchSource(
                    reader.cache(stored), history, filter, frames, bufferedEvents, start.at(view, namespace));
            return new WatchStream(
                    source,
                    frames,
                    new WatchStream.Terms(
                            options.allowBookmarks() ? link.bookmarks() : null, link.stall(), link.timeout(), false),
                    new WatchStream.Connection(
                            link.loop(), new Pace(link), link.cut(), UnpooledByteBufAllocator.DEFAULT));
        });
    }

    private record Pace(Link link) implements ConnectionPace {
        @Override
        public boolean hasRoom() {
            return link.writable().getAsBoolean();
        }

        @Override
        public Listening onRoom(Runnable room) {
            link.whenRoom().accept(room);
            return () -> link.whenRoom().accept(() -> {});
        }
    }
}
