package dev.quarterdeck.simulation.client;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.simulation.cluster.GatewayReplica;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.simulation.world.World;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Creates, updates with and without a precondition, deletes; each write carries a mark by which the model finds it. */
public final class Writer {
    private static final Caller CALLER = new Caller("writer", "", List.of(), Map.of(), "simulation", "");
    /** Nothing was done, for sure. */
    private static final Set<Integer> REFUSED = Set.of(404, 409, 429, 503);

    private final Desk desk;
    private final World world;
    private final SimProcess process;
    private final String name;
    private final long most;
    private int count;

    public Writer(Desk desk, SimProcess process, long mostNanosBetween) {
        this.desk = desk;
        this.world = desk.world;
        this.process = process;
        this.name = process.name();
        this.most = mostNanosBetween;
    }

    public void run() {
        while (!desk.isClosing()) {
            world.sleep(world.between(1_000_000L, most));
            write();
        }
    }

    private void write() {
        StoredResource resource = world.pick(Desk.RESOURCES);
        ObjectKey key = desk.anyKey(resource);
        String mark = name + "-" + ++count;
        WriteRequest request = request(desk.type(resource), resource, key, mark);
        GatewayReplica gateway = world.pick(desk.gateways);
        String what = request.getClass().getSimpleName();
        world.trace(name, "asks", gateway.process().name(), "for", what, mark, resource, key);
        Desk.Answer<WriteResult> answer =
                desk.ask(process, gateway, g -> g.state().write(request));
        world.trace(name, "hears of", mark, answer.code(), answer.failure() == null ? "" : answer.failure());
        WriteResult result = answer.value();
        if (result != null) {
            desk.count("acknowledged writes");
            desk.checked(() -> desk.truth.acknowledged(mark, result.revision()));
            desk.raiseFloor(resource, result.revision());
            desk.known.put(resource + " " + key, request instanceof WriteRequest.Delete ? 0 : result.revision());
        } else if (REFUSED.contains(answer.code())) {
            desk.count(answer.code() == 503 || answer.code() == 429 ? "writes refused for now" : "conflicts");
            desk.checked(() -> desk.truth.reportedAsFailed(mark));
            if (answer.code() == 404) {
                desk.known.remove(resource + " " + key);
            } else if (answer.code() == 409) {
                refresh(resource, key);
            }
        } else {
            desk.count("writes of unknown fate");
        }
    }

    /** After a conflict: what is there now, from the model, as if it had been read. */
    private void refresh(StoredResource resource, ObjectKey key) {
        var there = desk.truth.stateAt(resource, desk.truth.revision()).get(key);
        desk.known.put(resource + " " + key, there == null ? 0 : there.revision());
    }

    private WriteRequest request(ResourceType type, StoredResource resource, ObjectKey key, String mark) {
        long known = desk.known.getOrDefault(resource + " " + key, 0L);
        int luck = world.chance(100);
        if (known == 0 || luck < 5) {
            byte[] body = Json.write(object(type, key, mark, 0));
            return new WriteRequest.Create(
                    type, key.namespace(), key.name(), "", body, "application/json", CALLER, WriteRequest.Options.NONE);
        }
        if (luck < 80) {
            byte[] body = Json.write(object(type, key, mark, world.oneIn(3) ? 0 : known));
            return new WriteRequest.Update(
                    type, key.namespace(), key.name(), "", body, "application/json", CALLER, WriteRequest.Options.NONE);
        }
        ObjectNode options = Json.object().put("mark", mark);
        if (world.oneIn(2)) {
            options.put("revision", known);
        }
        return new WriteRequest.Delete(
                type,
                key.namespace(),
                key.name(),
                Json.write(options),
                "application/json",
                CALLER,
                WriteRequest.Options.NONE);
    }

    private ObjectNode object(ResourceType type, ObjectKey key, String mark, long revision) {
        ObjectNode object = Json.object();
        object.put("kind", type.gvk().kind()).put("apiVersion", "v1");
        ObjectNode metadata = object.putObject("metadata").put("name", key.name());
        if (!key.namespace().isEmpty()) {
            metadata.put("namespace", key.namespace());
        }
        if (revision != 0) {
            metadata.put("resourceVersion", Long.toString(revision));
        }
        metadata.putObject("labels").put("tier", world.oneIn(2) ? "a" : "b");
        object.putObject("data").put("mark", mark);
        return object;
    }
}
