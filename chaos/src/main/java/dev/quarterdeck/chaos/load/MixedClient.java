package dev.quarterdeck.chaos.load;

import dev.quarterdeck.chaos.check.Fate;
import dev.quarterdeck.chaos.check.Operation;
import dev.quarterdeck.chaos.check.Operation.Call;
import dev.quarterdeck.chaos.check.Operation.WriteKind;
import dev.quarterdeck.chaos.load.ApiClient.Answer;
import dev.quarterdeck.kube.object.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One client: reads an object through one gateway and changes it through another, or patches it unseen, and writes down what it was told. Every write carries a
 * token of its own; an update also adds one to a counter, on the condition that nobody changed the object since. One thread.
 */
final class MixedClient implements AutoCloseable {
    private final String id;
    private final String path;
    private final int keys;
    private final Random random;
    private final List<ApiClient> gateways;
    private final Ledger ledger;
    private int issued;
    private ApiClient last;

    /** @param gateways its own; closed with it */
    MixedClient(String id, String namespace, int keys, Random random, List<ApiClient> gateways, Ledger ledger) {
        this.id = id;
        this.path = Objects.path(namespace);
        this.keys = keys;
        this.random = random;
        this.gateways = gateways;
        this.ledger = ledger;
        this.last = gateways.getFirst();
    }

    private ApiClient anyGateway() {
        last = gateways.get(random.nextInt(gateways.size()));
        return last;
    }

    private Call call(Answer answer) {
        return new Call(last.name(), answer.begin(), answer.end());
    }

    void step() {
        int dice = random.nextInt(100);
        String name = "c" + random.nextInt(keys);
        if (dice < 5) {
            list();
        } else if (dice < 25) {
            patch(name);
        } else {
            readAndChange(name);
        }
    }

    private void readAndChange(String name) {
        Answer read = anyGateway().get(path + "/" + name);
        switch (read.code()) {
            case 200 -> {
                ObjectNode object = Json.read(read.body());
                ledger.add(new Operation.Read(
                        call(read),
                        name,
                        Objects.revision(object),
                        object.at("/data/token").asString("")));
                change(name, object);
            }
            case 404 -> {
                ledger.add(new Operation.Read(call(read), name, 0, ""));
                create(name);
            }
            case 0, 429, 503, 504 -> ledger.readWithoutAnswer();
            default -> ledger.surprise("a read of " + name + " answered " + read);
        }
    }

    private void change(String name, ObjectNode object) {
        int dice = random.nextInt(100);
        if (dice < 40) {
            update(name, object);
        } else if (dice < 48) {
            delete(name);
        } else if (dice < 52) {
            create(name);
        }
    }

    private void list() {
        Answer answer = anyGateway().get(path);
        switch (answer.code()) {
            case 200 -> {
                ObjectNode list = Json.read(answer.body());
                Map<String, Long> objects = new HashMap<>();
                for (JsonNode item : list.path("items")) {
                    objects.put(item.at("/metadata/name").asString(""), Objects.revision(item));
                }
                ledger.add(new Operation.Listing(call(answer), Objects.revision(list), objects));
            }
            case 0, 429, 503, 504 -> ledger.readWithoutAnswer();
            default -> ledger.surprise("a list answered " + answer);
        }
    }

    private void create(String name) {
        String token = token();
        written(WriteKind.CREATE, name, token, 0, anyGateway().post(path, Objects.body(name, 0, 1, token)));
    }

    private void update(String name, ObjectNode object) {
        long base = Objects.revision(object);
        int counter = object.at("/data/counter").asInt(0) + 1;
        String token = token();
        String body = Objects.body(name, base, counter, token);
        written(WriteKind.UPDATE, name, token, base, anyGateway().put(path + "/" + name, body));
    }

    private void patch(String name) {
        String token = token();
        written(WriteKind.PATCH, name, token, 0, anyGateway().mergePatch(path + "/" + name, Objects.patch(token)));
    }

    private void written(WriteKind kind, String name, String token, long base, Answer answer) {
        Fate fate = fate(answer, kind + " of " + name);
        long revision = fate == Fate.ACKNOWLEDGED ? Objects.revision(Json.read(answer.body())) : 0;
        ledger.add(new Operation.Write(call(answer), kind, name, token, base, fate, revision));
    }

    private void delete(String name) {
        Answer answer = anyGateway().delete(path + "/" + name);
        Fate fate = fate(answer, "delete of " + name);
        String uid = fate == Fate.ACKNOWLEDGED
                ? Json.read(answer.body()).at("/details/uid").asString("")
                : "";
        ledger.add(new Operation.Delete(call(answer), name, uid, fate));
    }

    /** 503 says that nothing happened; 504 that it is unknown. A connection that broke says nothing. */
    private Fate fate(Answer answer, String what) {
        if (answer.isSuccess()) {
            return Fate.ACKNOWLEDGED;
        }
        return switch (answer.code()) {
            case 404, 409, 429, 503 -> Fate.REFUSED;
            case 0, 504 -> Fate.UNKNOWN;
            default -> {
                ledger.surprise("a " + what + " answered " + answer);
                yield Fate.UNKNOWN;
            }
        };
    }

    private String token() {
        return id + "-" + issued++;
    }

    @Override
    public void close() {
        gateways.forEach(ApiClient::close);
    }
}
