package dev.quarterdeck.simulation.client;

import dev.quarterdeck.gateway.read.ReadDoor;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import dev.quarterdeck.simulation.cluster.GatewayReplica;
import dev.quarterdeck.simulation.invariant.Invariant;
import dev.quarterdeck.simulation.invariant.Truth.Committed;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.simulation.world.World;
import dev.quarterdeck.stream.cache.CachedObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** GET, and LIST of every sort: fresh, from any state, of an old revision, in pages. */
public final class Reader {
    private final Desk desk;
    private final World world;
    private final SimProcess process;
    private final String name;

    public Reader(Desk desk, SimProcess process) {
        this.desk = desk;
        this.world = desk.world;
        this.process = process;
        this.name = process.name();
    }

    public void run() {
        while (!desk.isClosing()) {
            world.sleep(world.between(1_000_000L, 150_000_000L));
            StoredResource resource = world.pick(Desk.RESOURCES);
            switch (world.chance(7)) {
                case 0, 1 -> get(resource);
                case 2 -> list(resource, "");
                case 3 -> list(resource, "0");
                case 4 -> exact(resource);
                case 5 -> exactGet(resource);
                default -> pages(resource);
            }
        }
    }

    private void get(StoredResource resource) {
        ObjectKey key = desk.anyKey(resource);
        GatewayReplica gateway = world.pick(desk.gateways);
        long floor = desk.floor(resource);
        Desk.Answer<byte[]> answer =
                desk.ask(process, gateway, g -> g.reads().get(desk.type(resource), resource, key, -1));
        world.trace(name, "gets", resource, key, "at", gateway.process().name(), answer.code(), "floor", floor);
        byte[] json = answer.value();
        if (json == null && answer.code() != 404) {
            desk.count("reads refused");
            return;
        }
        desk.count("fresh reads");
        long shown = json == null
                ? 0
                : Json.read(json).path("metadata").path("resourceVersion").asLong(-1);
        if (!wasThereSince(resource, key, shown, floor)) {
            desk.violated(
                    Invariant.READ_IS_FRESH,
                    "GET of " + resource + " " + key + " at "
                            + gateway.process().name() + " showed revision " + shown + " although " + floor
                            + " was known before");
        } else if (json != null) {
            Committed committed = desk.truth.at(shown);
            if (!Arrays.equals(committed.change().json(), json)) {
                desk.violated(Invariant.READ_IS_FRESH, "GET showed other bytes than were committed at " + shown);
            }
            desk.raiseFloor(resource, shown);
        }
    }

    /** Whether at some moment after {@code floor} was committed the key was at this revision; 0: was absent. */
    private boolean wasThereSince(StoredResource resource, ObjectKey key, long shown, long floor) {
        Committed at = desk.truth.stateAt(resource, floor).get(key);
        if ((at == null ? 0 : at.revision()) == shown) {
            return true;
        }
        for (Committed change : desk.truth.of(resource)) {
            if (change.revision() > floor && change.change().key().equals(key)) {
                Committed then = desk.truth.stateAt(resource, change.revision()).get(key);
                if ((then == null ? 0 : then.revision()) == shown) {
                    return true;
                }
            }
        }
        return false;
    }

    private LabelSelector anySelector() {
        return world.oneIn(3) ? Desk.TIER_A : LabelSelectors.EVERYTHING;
    }

    private void list(StoredResource resource, String revision) {
        String namespace = desk.anyNamespace(resource);
        LabelSelector labels = anySelector();
        GatewayReplica gateway = world.pick(desk.gateways);
        long told = desk.told();
        Desk.Answer<ReadDoor.Page> answer = desk.ask(
                process, gateway, g -> g.reads().list(resource, namespace, Desk.options(labels, revision, "", 0, "")));
        world.trace(name, "lists", resource, "at", gateway.process().name(), answer.code());
        ReadDoor.Page page = answer.value();
        if (page == null) {
            desk.count("reads refused");
            return;
        }
        desk.count(revision.isEmpty() ? "fresh lists" : "lists of any state");
        if (revision.isEmpty()) {
            if (page.revision() < told) {
                desk.violated(
                        Invariant.READ_IS_FRESH,
                        "LIST of " + resource + " at " + gateway.process().name() + " is of revision " + page.revision()
                                + " although " + told + " was known before");
            }
            desk.raiseFloor(resource, newestUpTo(resource, page.revision()));
            desk.tell(page.revision());
        }
        compare(Invariant.LIST_OF_ONE_REVISION, resource, namespace, labels, page.revision(), page.items());
    }

    private long newestUpTo(StoredResource resource, long revision) {
        long newest = 0;
        for (Committed change : desk.truth.of(resource)) {
            if (change.revision() <= revision) {
                newest = change.revision();
            }
        }
        return newest;
    }

    private void exact(StoredResource resource) {
        if (desk.truth.revision() == 0) {
            return;
        }
        long revision = world.between(1, desk.truth.revision() + 1);
        String namespace = desk.anyNamespace(resource);
        LabelSelector labels = anySelector();
        GatewayReplica gateway = world.pick(desk.gateways);
        Desk.Answer<ReadDoor.Page> answer = desk.ask(process, gateway, g -> g.reads()
                .list(resource, namespace, Desk.options(labels, Long.toString(revision), "Exact", 0, "")));
        world.trace(
                name,
                "lists",
                resource,
                "exactly at",
                revision,
                "at",
                gateway.process().name(),
                answer.code());
        ReadDoor.Page page = answer.value();
        if (page == null) {
            checkGone(Invariant.EXACT_READ, resource, answer, revision);
            return;
        }
        desk.count("exact lists");
        if (page.revision() != revision) {
            desk.violated(Invariant.EXACT_READ, "asked for " + revision + ", got " + page.revision());
        }
        compare(Invariant.EXACT_READ, resource, namespace, labels, revision, page.items());
    }

    private void exactGet(StoredResource resource) {
        if (desk.truth.revision() == 0) {
            return;
        }
        long revision = world.between(1, desk.truth.revision() + 1);
        ObjectKey key = desk.anyKey(resource);
        GatewayReplica gateway = world.pick(desk.gateways);
        Desk.Answer<byte[]> answer =
                desk.ask(process, gateway, g -> g.reads().getAt(desk.type(resource), resource, key, revision));
        world.trace(name, "gets", resource, key, "exactly at", revision, answer.code());
        byte[] json = answer.value();
        if (json == null && answer.code() != 404) {
            checkGone(Invariant.EXACT_READ, resource, answer, revision);
            return;
        }
        desk.count("exact gets");
        Committed then = desk.truth.stateAt(resource, revision).get(key);
        if (then == null ? json != null : !Arrays.equals(then.change().json(), json)) {
            desk.violated(
                    Invariant.EXACT_READ,
                    "GET of " + resource + " " + key + " at " + revision + " showed "
                            + (json == null ? "nothing" : "another state"));
        }
    }

    private void checkGone(Invariant invariant, StoredResource resource, Desk.Answer<?> answer, long revision) {
        desk.count("reads refused");
        boolean gone = answer.code() == 410 || answer.failure() != null && ReadDoor.isExpiredToken(answer.failure());
        if (gone && revision >= desk.postgres.compacted(resource)) {
            desk.violated(invariant, "revision " + revision + " was refused although history reaches back to it");
        }
    }

    private void pages(StoredResource resource) {
        String namespace = desk.anyNamespace(resource);
        LabelSelector labels = anySelector();
        List<CachedObject> items = new ArrayList<>();
        String token = "";
        long revision = -1;
        do {
            GatewayReplica gateway = world.pick(desk.gateways);
            String next = token;
            int limit = 1 + world.chance(3);
            Desk.Answer<ReadDoor.Page> answer = desk.ask(process, gateway, g -> g.reads()
                    .list(resource, namespace, Desk.options(labels, "", "", limit, next)));
            world.trace(name, "pages", resource, "at", gateway.process().name(), answer.code(), "rv", revision);
            ReadDoor.Page page = answer.value();
            if (page == null) {
                checkGone(Invariant.LIST_OF_ONE_REVISION, resource, answer, revision < 0 ? Long.MIN_VALUE : revision);
                return;
            }
            if (revision >= 0 && page.revision() != revision) {
                desk.violated(
                        Invariant.LIST_OF_ONE_REVISION, "page 1 is of " + revision + ", another of " + page.revision());
                return;
            }
            revision = page.revision();
            items.addAll(page.items());
            token = page.continueToken();
            if (!token.isEmpty()) {
                world.sleep(world.between(0, 400_000_000L));
            }
        } while (!token.isEmpty());
        desk.count("paged lists");
        compare(Invariant.LIST_OF_ONE_REVISION, resource, namespace, labels, revision, items);
    }

    private void compare(
            Invariant invariant,
            StoredResource resource,
            String namespace,
            LabelSelector labels,
            long revision,
            List<CachedObject> items) {
        List<Long> expected = new ArrayList<>();
        for (Committed committed : desk.truth.stateAt(resource, revision).values()) {
            if (Selection.matches(committed, namespace, labels)) {
                expected.add(committed.revision());
            }
        }
        List<Long> shown = items.stream().map(CachedObject::revision).toList();
        if (revision > desk.truth.revision() || !expected.equals(shown)) {
            desk.violated(
                    invariant,
                    "the list of " + resource + " in '" + namespace + "' at " + revision + " shows " + shown
                            + " where the state is " + expected);
        }
    }
}
