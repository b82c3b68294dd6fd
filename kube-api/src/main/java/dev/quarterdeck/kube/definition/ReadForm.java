package dev.quarterdeck.kube.definition;

import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How stored objects of a custom resource are shown in its storage version: those that were stored when another version was the storage version get its name,
 * unless a webhook has to convert them, and those that lack defaults get them. Most objects are stored as they are shown, which their first bytes tell.
 * Thread-safe.
 */
public class ReadForm {
    private final GroupVersionKind kind;
    private final @Nullable CustomVersion version;
    private final String identity;
    private final byte[] head;
    private volatile @Nullable CustomShape shape;

    private ReadForm(GroupVersionKind kind, @Nullable CustomVersion version, String identity) {
        this.kind = kind;
        this.version = version;
        this.identity = identity;
        head = ("{\"kind\":\"" + kind.kind() + "\",\"apiVersion\":\"" + kind.apiVersion() + "\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    public static ReadForm of(Definition definition) {
        CustomVersion version = definition.storageVersion();
        String identity = definition.storage()
                + (version != null && version.defaults() ? definition.source().uid() + definition.content() : "");
        return new ReadForm(definition.storage(), version, identity);
    }

    /** For what a webhook has brought into its form already; changes whenever the definition does. */
    public static ReadForm converted(Definition definition) {
        return new ReadForm(definition.storage(), null, definition.source().uid() + "/" + definition.content()) {
            @Override
            public byte[] of(byte[] converted) {
                return converted;
            }
        };
    }

    /** The bytes as they are to be shown: the same where nothing changes. */
    public byte[] of(byte[] stored) {
        boolean current = stored.length > head.length && Arrays.equals(stored, 0, head.length, head, 0, head.length);
        boolean defaults = version != null && version.defaults();
        if (current && !defaults || !current && version != null && version.webhook()) {
            return stored;
        }
        ObjectNode object = Json.read(stored);
        return of(object) ? Json.write(object) : stored;
    }

    /** As {@link #of(byte[])}, for a tree, which is changed. True where something changed. */
    public boolean of(ObjectNode object) {
        boolean renamed = !kind.apiVersion().equals(object.path("apiVersion").asString(""));
        if (renamed) {
            object.put("apiVersion", kind.apiVersion());
        }
        CustomVersion has = version;
        if (has == null || !has.defaults()) {
            return renamed;
        }
        ObjectNode before = object.deepCopy();
        shape(has).applyDefaults(object);
        return renamed || !before.equals(object);
    }

    private CustomShape shape(CustomVersion of) {
        CustomShape known = shape;
        if (known == null) {
            known = CustomShape.of(of);
            shape = known;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReadForm form && form.identity.equals(identity);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(identity);
    }
}
