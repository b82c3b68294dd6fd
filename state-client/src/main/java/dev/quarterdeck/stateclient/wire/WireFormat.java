package dev.quarterdeck.stateclient.wire;

import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stateclient.ObjectRevision;
import dev.quarterdeck.stateclient.StateClient.Page;
import dev.quarterdeck.stateclient.StateClient.Revisions;
import dev.quarterdeck.stream.cache.SnapshotSource.Progress;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Each message, both ways; those of writes are in {@link WriteFormat}. A message begins with the version of this format where it is a question. */
public final class WireFormat {
    static final int VERSION = 2;
    private static final ChangeType[] TYPES = ChangeType.values();

    private WireFormat() {}

    /** Questions that are requests of their own. {@link #path} is the last part of the URL. */
    public enum Question {
        SNAPSHOT,
        GET_AT,
        LIST_AT,
        HISTORY,
        REVISION_AT,
        OBJECT_HISTORY;

        public String path() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * All that any question may carry; what it does not use is empty or 0.
     *
     * @param scope the namespace that a list is limited to
     * @param key the object, or the last one of the page before
     */
    public record Asked(
            StoredResource resource, String scope, @Nullable ObjectKey key, long revision, long upTo, int limit) {}

    public static byte[] ask(
            StoredResource resource, String scope, @Nullable ObjectKey key, long revision, long upTo, int limit) {
        return new WireWriter(128)
                .code(VERSION)
                .text(resource.id())
                .text(scope)
                .flag(key != null)
                .text(key == null ? "" : key.namespace())
                .text(key == null ? "" : key.name())
                .number(revision)
                .number(upTo)
                .count(limit)
                .toBytes();
    }

    public static Asked readQuestion(WireReader in) throws IOException {
        version(in);
        StoredResource resource = StoredResource.ofId(in.text());
        String scope = in.text();
        boolean keyed = in.flag();
        ObjectKey key = new ObjectKey(in.text(), in.text());
        return new Asked(resource, scope, keyed ? key : null, in.number(), in.number(), in.count());
    }

    static void version(WireReader in) throws IOException {
        int version = in.code();
        if (version != VERSION) {
            throw new IOException("version " + version + " of the wire format is not known here");
        }
    }

    public static byte[] conversion(GroupVersionResource to, List<byte[]> objects) {
        WireWriter out = new WireWriter(
                        256 + objects.stream().mapToInt(o -> o.length + 5).sum())
                .code(VERSION)
                .text(to.group())
                .text(to.version())
                .text(to.resource());
        return objects(out, objects).toBytes();
    }

    /** Custom objects that are to be shown in another version. */
    public record Conversion(GroupVersionResource to, List<byte[]> objects) {}

    public static Conversion readConversion(WireReader in) throws IOException {
        version(in);
        return new Conversion(new GroupVersionResource(in.text(), in.text(), in.text()), readObjects(in));
    }

    public static byte[] objects(List<byte[]> objects) {
        return objects(new WireWriter(64), objects).toBytes();
    }

    private static WireWriter objects(WireWriter out, List<byte[]> objects) {
        out.count(objects.size());
        objects.forEach(out::bytes);
        return out;
    }

    public static List<byte[]> readObjects(WireReader in) throws IOException {
        int count = in.count();
        List<byte[]> objects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            objects.add(in.bytes());
        }
        return objects;
    }

    public static byte[] progress(Progress progress) {
        return new WireWriter(16)
                .number(progress.newest())
                .number(progress.revision())
                .toBytes();
    }

    public static Progress readProgress(WireReader in) throws IOException {
        return new Progress(in.number(), in.number());
    }

    /** A question after the progress of many resources. */
    public static byte[] askAll(Collection<StoredResource> resources) {
        return new WireWriter(64 + 32 * resources.size())
                .code(VERSION)
                .texts(resources.stream().map(StoredResource::id).toList())
                .toBytes();
    }

    public static List<StoredResource> readAskedAll(WireReader in) throws IOException {
        version(in);
        return in.texts().stream().map(StoredResource::ofId).toList();
    }

    public static byte[] progressOfAll(Map<StoredResource, Progress> progress) {
        WireWriter out = new WireWriter(64 + 48 * progress.size()).count(progress.size());
        progress.forEach(
                (resource, of) -> out.text(resource.id()).number(of.newest()).number(of.revision()));
        return out.toBytes();
    }

    public static Map<StoredResource, Progress> readProgressOfAll(WireReader in) throws IOException {
        int count = in.count();
        Map<StoredResource, Progress> progress = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            progress.put(StoredResource.ofId(in.text()), readProgress(in));
        }
        return progress;
    }

    public static void change(WireWriter out, Change change) {
        out.text(change.key().namespace())
                .text(change.key().name())
                .number(change.revision())
                .code(change.type().ordinal())
                .bytes(change.json());
    }

    public static Change readChange(WireReader in, StoredResource resource) throws IOException {
        ObjectKey key = new ObjectKey(in.text(), in.text());
        long revision = in.number();
        int type = in.code();
        if (type < 0 || type >= TYPES.length) {
            throw new IOException("change type " + type);
        }
        return new Change(resource, key, revision, TYPES[type], in.bytes());
    }

    public static byte[] revision(long revision) {
        return new WireWriter(8).number(revision).toBytes();
    }

    /** Times travel in microseconds since 1970, as the store keeps them; the least number stands for none. */
    public static long micros(@Nullable Instant time) {
        return time == null
                ? Long.MIN_VALUE
                : Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
    }

    public static Instant ofMicros(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    public static byte[] revisions(Revisions revisions) {
        WireWriter out = new WireWriter(revisions.revisions().size() * 1024);
        out.flag(revisions.more()).count(revisions.revisions().size());
        for (ObjectRevision r : revisions.revisions()) {
            change(out, r.change());
            out.number(micros(r.time())).text(r.user()).text(r.userAgent()).text(r.fieldManager());
            out.text(r.verb()).text(r.subresource());
        }
        return out.toBytes();
    }

    public static Revisions readRevisions(WireReader in, StoredResource resource) throws IOException {
        boolean more = in.flag();
        int count = in.count();
        List<ObjectRevision> revisions = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            Change change = readChange(in, resource);
            long micros = in.number();
            revisions.add(new ObjectRevision(
                    change,
                    micros == Long.MIN_VALUE ? null : ofMicros(micros),
                    in.text(),
                    in.text(),
                    in.text(),
                    in.text(),
                    in.text()));
        }
        return new Revisions(revisions, more);
    }

    public static byte[] changes(List<Change> changes, boolean more) {
        WireWriter out = new WireWriter(changes.size() * 1024);
        out.flag(more).count(changes.size());
        changes.forEach(c -> change(out, c));
        return out.toBytes();
    }

    public static Page readPage(WireReader in, StoredResource resource) throws IOException {
        boolean more = in.flag();
        int count = in.count();
        List<Change> changes = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            changes.add(readChange(in, resource));
        }
        return new Page(changes, more);
    }
}
