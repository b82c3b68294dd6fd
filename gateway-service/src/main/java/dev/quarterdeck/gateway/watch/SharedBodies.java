package dev.quarterdeck.gateway.watch;

import dev.quarterdeck.gateway.output.OutputFormat;
import dev.quarterdeck.gateway.output.TableOptions;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.object.ObjectKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Bodies of recent events that had to be made, so that many watches of one output cost one encoding. Bounded in number and bytes; thread-safe. */
public final class SharedBodies {
    private static final int CAPACITY = 512;
    private static final long MOST_BYTES = 16 * 1024 * 1024;

    private final Map<Key, byte[]> bodies = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    /** What a body depends on. Table cells also depend on the time, which events that are sent now share. */
    record Key(
            GroupVersionResource type,
            OutputFormat format,
            TableOptions table,
            ObjectKey object,
            long revision,
            boolean deleted) {}

    byte[] body(Key key, Supplier<byte[]> maker) {
        synchronized (bodies) {
            byte[] known = bodies.get(key);
            if (known != null) {
                return known;
            }
        }
        byte[] made = maker.get();
        synchronized (bodies) {
            byte[] before = bodies.put(key, made);
            bytes += made.length - (before == null ? 0 : before.length);
            for (Iterator<byte[]> eldest = bodies.values().iterator();
                    bodies.size() > CAPACITY || bytes > MOST_BYTES && bodies.size() > 1; ) {
                bytes -= eldest.next().length;
                eldest.remove();
            }
        }
        return made;
    }
}
