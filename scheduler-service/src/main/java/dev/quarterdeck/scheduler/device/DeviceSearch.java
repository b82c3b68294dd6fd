package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.cel.device.DeviceMatcher;
import dev.quarterdeck.cel.device.DeviceMatcher.Match;
import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceSelector;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Looks for devices on one node for all claims of a pod together: one claim after the other, one request after the other, device by device in the order in which
 * they are offered, going back where it does not come out even. The first solution counts. For one node and one thread.
 */
final class DeviceSearch {
    /** Most devices of one claim (API: AllocationResultsMaxSize). */
    private static final int MOST_DEVICES = 32;

    private static final int STEPS_BETWEEN_LOOKS = 1000;

    /** One claim that is to be allocated. */
    record Wanted(ResourceClaim claim, List<List<WantedDevices>> requests) {}

    /**
     * A device that was chosen.
     *
     * @param taken of its capacity, where others may have a part of it, too; null where it is taken whole
     */
    record Picked(
            WantedDevices wanted,
            OfferedDevice device,
            @org.jspecify.annotations.Nullable Map<String, Quantity> taken) {}

    private enum Result {
        FOUND,
        NONE,
        /** The claim would have more devices than one may. */
        TOO_MANY
    }

    private record Candidate(OfferedDevice device, DevicePool pool) {}

    private final NodeSnapshot node;
    private final List<Wanted> claims;
    private final List<DevicePool> pools;
    private final DeviceMatcher matcher;
    private final CounterBook counters;
    private final BooleanSupplier overdue;
    private int steps;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<List<Picked>> picked = new ArrayList<>();
    private final List<List<ClaimConstraint>> constraints = new ArrayList<>();
    private final Map<WantedDevices, List<Candidate>> allOf = new IdentityHashMap<>();
    private final TakenDevices taken;

    /** @param overdue whether it has taken longer than it may */
    DeviceSearch(
            NodeSnapshot node,
            List<Wanted> claims,
            List<DevicePool> pools,
            DevicesInUse inUse,
            DeviceMatcher matcher,
            BooleanSupplier overdue) {
        this.node = node;
        this.claims = claims;
        this.pools = pools;
        this.taken = new TakenDevices(inUse);
        this.matcher = matcher;
        this.overdue = overdue;
        this.counters = new CounterBook(inUse);
        for (DevicePool pool : pools) {
            pool.devices().forEach(d -> candidates.add(new Candidate(d, pool)));
        }
        for (Wanted each : claims) {
            picked.add(new ArrayList<>());
            constraints.add(each.claim().getSpec().getDevices().getConstraints().stream()
                    .map(ClaimConstraint::new)
                    .toList());
        }
    }

    /** Chosen devices by claim; empty where there are none. */
    List<List<Picked>> run() {
        for (int claim = 0; claim < claims.size(); claim++) {
            for (List<WantedDevices> alternatives : claims.get(claim).requests()) {
                for (WantedDevices wanted : alternatives) {
                    if (wanted.all()) {
                        allOf.put(wanted, all(claim, wanted));
                    }
                }
            }
        }
        return claim(0) == Result.FOUND ? picked : List.of();
    }

    /** All devices that match, whoever has them. Where a pool is not as its driver wants it, nobody knows what is all. */
    private List<Candidate> all(int claim, WantedDevices wanted) {
        for (DevicePool pool : pools) {
            if (pool.state() != DevicePool.State.COMPLETE) {
                throw new DeviceException(
                        "claim " + WantedDevices.nameOf(claims.get(claim).claim()) + ", request "
                                + wanted.request() + ": asks for all devices, but resource pool " + pool.id()
                                + (pool.state() == DevicePool.State.INVALID
                                        ? " is currently invalid"
                                        : " is currently being updated"));
            }
        }
        List<Candidate> all = new ArrayList<>();
        for (Candidate each : candidates) {
            if (isSelected(claim, wanted, each.device()) && taken.hasCapacity(wanted, each.device())) {
                all.add(each);
            }
        }
        return all;
    }

    private Result claim(int claim) {
        return claim == claims.size() ? Result.FOUND : request(claim, 0);
    }

    private Result request(int claim, int request) {
        List<List<WantedDevices>> requests = claims.get(claim).requests();
        if (request == requests.size()) {
            // Other choices before may leave it fewer devices to take.
            Result rest = claim(claim + 1);
            return rest == Result.TOO_MANY ? Result.NONE : rest;
        }
        boolean alwaysTooMany = true;
        for (WantedDevices alternative : requests.get(request)) {
            Result result = devices(claim, request, alternative, 0, 0);
            if (result == Result.FOUND) {
                return result;
            }
            alwaysTooMany &= result == Result.TOO_MANY;
        }
        return alwaysTooMany ? Result.TOO_MANY : Result.NONE;
    }

    /**
     * @param had how many devices of the request have been chosen
     * @param from the candidate to begin with: the order in which a request gets its devices makes no difference
     */
    private Result devices(int claim, int request, WantedDevices wanted, int had, int from) {
        if (++steps % STEPS_BETWEEN_LOOKS == 0 && overdue.getAsBoolean()) {
            throw new DeviceException("node " + node.name() + ": timed out trying to allocate devices");
        }
        List<Candidate> all = allOf.get(wanted);
        if (all != null && all.isEmpty()) {
            return Result.NONE;
        }
        long needed = all != null ? all.size() : wanted.count();
        if (had >= needed) {
            return request(claim, request + 1);
        }
        if (picked.get(claim).size() + needed - had > MOST_DEVICES) {
            return Result.TOO_MANY;
        }
        if (all != null) {
            Candidate next = all.get(had);
            if (!take(claim, wanted, next, true)) {
                return Result.NONE;
            }
            Result result = devices(claim, request, wanted, had + 1, 0);
            if (result != Result.FOUND) {
                giveBack(claim, wanted, next);
            }
            return result;
        }
        for (int i = from; i < candidates.size(); i++) {
            Candidate next = candidates.get(i);
            if (next.pool().state() != DevicePool.State.COMPLETE
                    || !taken.isFree(claim, wanted, next.device())
                    || !isSelected(claim, wanted, next.device())
                    || !take(claim, wanted, next, false)) {
                continue;
            }
            Result result = devices(claim, request, wanted, had + 1, i + 1);
            if (result == Result.FOUND) {
                return result;
            }
            giveBack(claim, wanted, next);
            if (result == Result.TOO_MANY) {
                return result;
            }
        }
        return Result.NONE;
    }

    private boolean isSelected(int claim, WantedDevices wanted, OfferedDevice device) {
        return matches(
                        "class " + wanted.deviceClass().getMetadata().getName(),
                        wanted.deviceClass().getSpec().getSelectors(),
                        device)
                && matches("claim " + WantedDevices.nameOf(claims.get(claim).claim()), wanted.selectors(), device)
                && device.isUsableOn(node);
    }

    private boolean matches(String whose, List<DeviceSelector> selectors, OfferedDevice device) {
        for (int i = 0; i < selectors.size(); i++) {
            switch (device.match(selectors.get(i).getCel().getExpression(), matcher)) {
                case Match.Is(boolean selected) -> {
                    if (!selected) {
                        return false;
                    }
                }
                case Match.Failed(String message) ->
                    throw new DeviceException(whose + ": selector #" + i + ": " + message);
            }
        }
        return true;
    }

    /** @param must whether the request wants just this device, so that a constraint against it is a mistake of the claim's */
    private boolean take(int claim, WantedDevices wanted, Candidate next, boolean must) {
        OfferedDevice device = next.device();
        if (!taken.isFree(claim, wanted, device)
                || !taken.hasCapacity(wanted, device)
                || !DeviceTaints.tolerates(wanted, device)) {
            return false;
        }
        boolean counts = taken.countsFor(device);
        if (counts && !counters.take(device, next.pool())) {
            return false;
        }
        List<ClaimConstraint> ofClaim = constraints.get(claim);
        for (int i = 0; i < ofClaim.size(); i++) {
            if (!ofClaim.get(i).add(wanted, device)) {
                for (int j = 0; j < i; j++) {
                    ofClaim.get(j).removeLast(wanted);
                }
                if (must) {
                    throw new DeviceException(
                            "claim " + WantedDevices.nameOf(claims.get(claim).claim()) + ", request "
                                    + wanted.request() + ": cannot add device " + device.id()
                                    + " because a claim constraint would not be satisfied");
                }
                if (counts) {
                    counters.giveBack(device, next.pool());
                }
                return false;
            }
        }
        Map<String, Quantity> part = taken.take(claim, wanted, device);
        picked.get(claim).add(new Picked(wanted, device, part));
        return true;
    }

    private void giveBack(int claim, WantedDevices wanted, Candidate last) {
        OfferedDevice device = last.device();
        Picked gone = picked.get(claim).removeLast();
        constraints.get(claim).forEach(c -> c.removeLast(wanted));
        taken.giveBack(claim, device, gone.taken());
        if (taken.countsFor(device)) {
            counters.giveBack(device, last.pool());
        }
    }
}
