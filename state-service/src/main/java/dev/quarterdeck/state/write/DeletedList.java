package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.state.commit.CurrentObject;
import java.io.ByteArrayOutputStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * The answer to a deletion of a collection: the list of what was deleted, as it was before. Bounded: where that is more than can be held, a Status of success.
 * One thread.
 */
final class DeletedList {
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private final Answers answers;
    private final ResourceType type;
    private final ByteArrayOutputStream items = new ByteArrayOutputStream();
    private long newest;
    private boolean tooLong;

    DeletedList(Answers answers, ResourceType type) {
        this.answers = answers;
        this.type = type;
    }

    void add(CurrentObject row) {
        newest = Math.max(newest, row.revision());
        if (tooLong || items.size() + row.json().length > MOST_BYTES) {
            tooLong = true;
            items.reset();
            return;
        }
        if (items.size() > 0) {
            items.write(',');
        }
        items.writeBytes(answers.inVersion(type, row.json()));
    }

    byte[] answer() {
        if (tooLong) {
            ObjectNode details = Json.object();
            if (!type.gvr().group().isEmpty()) {
                details.put("group", type.gvr().group());
            }
            return Answers.success(200, details.put("kind", type.gvr().resource()));
        }
        ObjectNode list = Json.object()
                .put("kind", type.listKind())
                .put("apiVersion", type.gvr().apiVersion());
        list.putObject("metadata").put("resourceVersion", Long.toString(newest));
        list.putArray("items");
        byte[] head = Json.write(list);
        ByteArrayOutputStream whole = new ByteArrayOutputStream(head.length + items.size());
        whole.write(head, 0, head.length - 2);
        whole.writeBytes(items.toByteArray());
        whole.write(']');
        whole.write('}');
        return whole.toByteArray();
    }
}
