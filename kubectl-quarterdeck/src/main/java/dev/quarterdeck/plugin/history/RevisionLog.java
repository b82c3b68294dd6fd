package dev.quarterdeck.plugin.history;

import dev.quarterdeck.plugin.kubectl.Kubectl;
import dev.quarterdeck.plugin.object.YamlDiff;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** All revisions of an object, newest first, read from the gateway page by page as they are asked for. */
public final class RevisionLog implements Iterator<Revision> {
    private static final int PAGE = 50;

    private final Kubectl kubectl;
    private final String path;
    private Iterator<Revision> page = List.<Revision>of().iterator();
    private String next = "";
    private boolean begun;

    /** @param path of the object in the API */
    public RevisionLog(Kubectl kubectl, String path) {
        this.kubectl = kubectl;
        this.path = path;
    }

    @Override
    public boolean hasNext() {
        while (!page.hasNext() && (!begun || !next.isEmpty())) {
            ObjectNode answer = YamlDiff.read(
                    kubectl.raw("/history" + path + "?limit=" + PAGE + (next.isEmpty() ? "" : "&continue=" + next)));
            begun = true;
            next = answer.at("/metadata/continue").asString("");
            List<Revision> revisions = new ArrayList<>();
            for (JsonNode item : answer.path("items")) {
                revisions.add(Revision.of(item));
            }
            page = revisions.iterator();
        }
        return page.hasNext();
    }

    @Override
    public Revision next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.next();
    }
}
