package dev.quarterdeck.launcher.chaos;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.launcher.chaos.ApiClient.Answer;
import dev.quarterdeck.launcher.chaos.WriteLedger.Delete;
import dev.quarterdeck.launcher.chaos.WriteLedger.Fate;
import dev.quarterdeck.launcher.chaos.WriteLedger.Kind;
import dev.quarterdeck.launcher.chaos.WriteLedger.Write;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One client: reads a ConfigMap through one gateway and changes it through another, or patches it unseen, and writes down what it was told. Every write carries
 * a token of its own; an update also adds one to a counter, on the condition that nobody changed the object since. What no client may ever see is an {@link AssertionError}.
 */
final class MixedWriter {
    static final String NAMESPACE = "shop";
    static final String PATH = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";
    static final int KEYS = 200;
    /** The first ones are never deleted, so that their counters count everything. */
    static final int COUNTERS = 20;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final int id;
    private final Random random;
    private final List<ApiClient> gateways;
    private final WriteLedger ledger;
    private int issued;

    MixedWriter(int id, List<ApiClient> gateways, WriteLedger ledger) {
        this.id = id;
        this.random = new Random(id);
        this.gateways = gateways;
        this.ledger = ledger;
    }

    private ApiClient anyGateway() {
        return gateways.get(random.nextInt(gateways.size()));
    }

    void step() {
        if (random.nextInt(200) == 0) {
            list();
        }
        int key = random.nextInt(KEYS);
        String name = name(key);
        if (random.nextInt(10) < 3) {
            patch(name);
            return;
        }
        long floor = ledger.floor(name);
        long begin = System.nanoTime();
        Answer read = anyGateway().get(PATH + "/" + name);
        switch (read.code()) {
            case 200 -> change(key, seen(name, floor, begin, read));
            case 404 -> {
                ledger.reads.add(new WriteLedger.Read(name, floor, 0, ""));
                create(name);
            }
            case 0, 429, 503, 504 -> {
                // what was not read can still be written
                ledger.lostReads.incrementAndGet();
                LockSupport.parkNanos(PAUSE_NANOS);
                patch(name);
            }
            default -> throw new AssertionError("a read of " + name + " answered " + read);
        }
    }

    static String name(int key) {
        return "c" + key;
    }

    /** What a read showed, which must not be older than what was acknowledged before it began. */
    private ObjectNode seen(String name, long floor, long begin, Answer read) {
        ObjectNode object = read.json();
        long revision = revision(object);
        if (revision < floor) {
            throw new AssertionError("a read of " + name + " showed revision " + revision + ", but " + floor
                    + " had been acknowledged before it began");
        }
        String uid = object.at("/metadata/uid").asString();
        if (ledger.wasGone(uid, begin)) {
            throw new AssertionError("a read of " + name + " showed " + uid
                    + ", but its deletion had been acknowledged before it began");
        }
        ledger.reads.add(new WriteLedger.Read(
                name, floor, revision, object.at("/data/token").asString()));
        return object;
    }

    private void list() {
        long floor = ledger.floorOfAll();
        Answer answer = anyGateway().get(PATH);
        if (!answer.isSuccess()) {
            ledger.lostReads.incrementAndGet();
            return;
        }
        ObjectNode list = answer.json();
        long revision = revision(list);
        if (revision < floor) {
            throw new AssertionError(
                    "a list was at " + revision + ", but " + floor + " had been acknowledged before it began");
        }
        Map<String, Long> objects = new HashMap<>();
        for (JsonNode item : list.path("items")) {
            objects.put(item.at("/metadata/name").asString(), revision(item));
        }
        ledger.listings.add(new WriteLedger.Listing(revision, objects));
    }

    private void change(int key, ObjectNode object) {
        String name = name(key);
        int dice = random.nextInt(100);
        if (dice < 15 && key >= COUNTERS) {
            delete(name);
        } else if (dice < 20) {
            create(name);
        } else {
            update(name, object);
        }
    }

    private void create(String name) {
        String token = token();
        Answer answer = anyGateway().post(PATH, body(name, 0, 1, token));
        record(Kind.CREATE, name, token, 0, answer, 409);
    }

    private void update(String name, ObjectNode object) {
        long base = revision(object);
        int counter = object.at("/data/counter").asInt() + 1;
        String token = token();
        Answer answer = anyGateway().put(PATH + "/" + name, body(name, base, counter, token));
        record(Kind.UPDATE, name, token, base, answer, 409);
        if (answer.isSuccess() && random.nextInt(10) == 0) {
            String stale = token();
            Answer refusal = anyGateway().put(PATH + "/" + name, body(name, base, counter, stale));
            record(Kind.UPDATE, name, stale, base, refusal, 409);
            if (refusal.isSuccess()) {
                throw new AssertionError("an update of " + name + " on " + base + " was taken twice");
            }
            if (refusal.code() == 409) {
                ledger.staleRefused.incrementAndGet();
            }
        }
    }

    private void patch(String name) {
        String token = token();
        String merge = "{\"data\":{\"token\":\"" + token + "\"}}";
        Answer answer =
                switch (issued % 3) {
                    case 0 -> anyGateway().patch(PATH + "/" + name, merge, "application/merge-patch+json");
                    case 1 -> anyGateway().patch(PATH + "/" + name, merge, "application/strategic-merge-patch+json");
                    default ->
                        anyGateway()
                                .patch(
                                        PATH + "/" + name,
                                        "[{\"op\":\"replace\",\"path\":\"/data/token\",\"value\":\"" + token + "\"}]",
                                        "application/json-patch+json");
                };
        record(Kind.PATCH, name, token, 0, answer, 409);
    }

    private void delete(String name) {
        Answer answer = anyGateway().delete(PATH + "/" + name);
        Fate fate = fate(answer, "delete of " + name, 409);
        String uid =
                fate == Fate.ACKNOWLEDGED ? answer.json().at("/details/uid").asString("") : "";
        if (fate == Fate.ACKNOWLEDGED && uid.isEmpty()) {
            throw new AssertionError("a delete does not say what it deleted: " + answer);
        }
        ledger.add(new Delete(name, uid, fate));
    }

    private void record(Kind kind, String name, String token, long base, Answer answer, int refusal) {
        Fate fate = fate(answer, kind + " of " + name, refusal);
        long revision = fate == Fate.ACKNOWLEDGED ? revision(answer.json()) : 0;
        ledger.add(new Write(kind, name, token, base, fate, revision));
    }

    private static Fate fate(Answer answer, String what, int refusal) {
        if (answer.isSuccess()) {
            return Fate.ACKNOWLEDGED;
        }
        if (answer.code() == 404 || answer.code() == refusal) {
            return Fate.REFUSED;
        }
        if (answer.code() == 429) {
            LockSupport.parkNanos(PAUSE_NANOS);
            return Fate.REFUSED;
        }
        if (answer.isLost() || answer.code() == 503 || answer.code() == 504) {
            LockSupport.parkNanos(PAUSE_NANOS);
            return Fate.UNKNOWN;
        }
        throw new AssertionError("a " + what + " answered " + answer);
    }

    private String token() {
        return "t" + id + "-" + issued++;
    }

    static String body(String name, long revision, int counter, String token) {
        ObjectNode object = Json.object();
        object.put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        if (revision > 0) {
            metadata.put("resourceVersion", Long.toString(revision));
        }
        object.putObject("data").put("counter", Integer.toString(counter)).put("token", token);
        return object.toString();
    }

    static long revision(JsonNode object) {
        return Long.parseLong(object.at("/metadata/resourceVersion").asString());
    }
}
