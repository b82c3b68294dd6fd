package dev.quarterdeck.controller.endpointslice;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointHints;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointHintsBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides which zone each endpoint serves, for Services that ask for it by annotation (KEP-2433). Pure. An endpoint serves its own zone, but where zones have fewer
 * endpoints than their share of the CPU, others' give them some. Slices that need no other change keep their hints while no zone has more than may be.
 *
 * <pre>
 * zones of nodes, or their CPU, unknown                        no hints, and why
 * fewer ready endpoints than zones                             no hints, and why
 * a zone would get a fifth more than its share allows          no hints, and why
 * a ready endpoint without zone                                no hints, and why
 * otherwise                                                    hints of all ready endpoints
 * </pre>
 */
final class ZoneHintPlanner {
    private static final double OVERLOAD = 0.2;

    /** What a zone should have, and how many endpoints it may have. */
    private record Wish(int least, double wanted, int most) {}

    /** Endpoints of a slice that is written, or may be. */
    private record Draft(EndpointSlice slice, List<Endpoint> endpoints, boolean fresh) {
        EndpointSlice done() {
            return new EndpointSliceBuilder(slice).withEndpoints(endpoints).build();
        }
    }

    /** @param refusal why there are no hints; empty where there are */
    record Hinted(EndpointSlicePlan plan, Optional<String> refusal) {}

    private final String family;
    private final ZoneShares shares;
    private final List<Draft> drafts = new ArrayList<>();
    private final List<EndpointSlice> untouched;
    private final EndpointSlicePlan plan;

    private ZoneHintPlanner(
            EndpointSlicePlan plan, Collection<EndpointSlice> existing, String family, ZoneShares shares) {
        this.plan = plan;
        this.family = family;
        this.shares = shares;
        plan.create().stream().filter(this::isOurs).forEach(slice -> drafts.add(draft(slice, true)));
        plan.update().stream().filter(this::isOurs).forEach(slice -> drafts.add(draft(slice, false)));
        Set<String> changed = plan.update().stream()
                .map(slice -> slice.getMetadata().getName())
                .collect(Collectors.toSet());
        plan.delete().forEach(slice -> changed.add(slice.getMetadata().getName()));
        this.untouched = new ArrayList<>(existing.stream()
                .filter(this::isOurs)
                .filter(slice -> !changed.contains(slice.getMetadata().getName()))
                .toList());
    }

    /** Whether the Service asks for it. */
    static boolean wants(Service service) {
        Map<String, String> annotations = service.getMetadata().getAnnotations();
        if (annotations == null) {
            return false;
        }
        String mode = annotations.getOrDefault(
                "service.kubernetes.io/topology-aware-hints", annotations.get("service.kubernetes.io/topology-mode"));
        return "Auto".equals(mode) || "auto".equals(mode);
    }

    /**
     * @param plan for the slices of all families, in which endpoints have the hints that they had
     * @param existing all slices of the Service
     * @return the plan with hints in this family's slices
     */
    static Hinted plan(EndpointSlicePlan plan, Collection<EndpointSlice> existing, String family, ZoneShares shares) {
        ZoneHintPlanner planner = new ZoneHintPlanner(plan, existing, family, shares);
        Optional<String> refusal = planner.give();
        if (refusal.isPresent()) {
            planner.takeAway();
        }
        return new Hinted(planner.result(), refusal.map(why -> why + ", addressType: " + family));
    }

    private Optional<String> give() {
        int ready = drafts.stream().mapToInt(d -> ready(d.endpoints())).sum()
                + untouched.stream().mapToInt(s -> ready(s.getEndpoints())).sum();
        String numbers = " (" + ready + " endpoints, " + shares.shares().size() + " zones)";
        if (!shares.known()) {
            return Optional.of(
                    "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes");
        }
        if (shares.shares().size() > ready) {
            return Optional.of("Insufficient number of endpoints" + numbers);
        }
        SortedMap<String, Wish> wishes = wishes(ready);
        if (wishes.values().stream().mapToInt(Wish::least).sum() > ready) {
            return Optional.of(
                    "Unable to allocate minimum required endpoints to each zone without exceeding overload threshold"
                            + numbers);
        }
        SortedMap<String, Integer> given = keep(wishes);
        if (!giveOwn(given)) {
            return Optional.of("One or more endpoints do not have a zone specified");
        }
        redistribute(wishes, given);
        return given.isEmpty() ? Optional.of("No hints allocated for zones") : Optional.empty();
    }

    private SortedMap<String, Wish> wishes(int ready) {
        SortedMap<String, Integer> least = new TreeMap<>();
        shares.shares().forEach((zone, share) -> least.put(zone, (int) Math.ceil(share * ready / (1 + OVERLOAD))));
        int spare = ready - least.values().stream().mapToInt(n -> n).sum();
        SortedMap<String, Wish> wishes = new TreeMap<>();
        least.forEach((zone, n) ->
                wishes.put(zone, new Wish(n, Math.max(shares.shares().getOrDefault(zone, 0.0) * ready, n), n + spare)));
        return wishes;
    }

    /** Untouched slices stay so where their hints still do; the others are written. */
    private SortedMap<String, Integer> keep(SortedMap<String, Wish> wishes) {
        SortedMap<String, Integer> given = new TreeMap<>();
        for (EndpointSlice slice : List.copyOf(untouched)) {
            SortedMap<String, Integer> hints = new TreeMap<>();
            boolean stays = slice.getEndpoints().stream()
                    .filter(ZoneHintPlanner::isReady)
                    .allMatch(endpoint -> zones(endpoint).stream()
                                    .allMatch(
                                            zone -> wishes.containsKey(zone) && hints.merge(zone, 1, Integer::sum) > 0)
                            && !zones(endpoint).isEmpty());
            if (stays
                    && hints.entrySet().stream()
                            .allMatch(e -> e.getValue() + given.getOrDefault(e.getKey(), 0)
                                    <= wishes.getOrDefault(e.getKey(), new Wish(0, 0, 0))
                                            .most())) {
                hints.forEach((zone, n) -> given.merge(zone, n, Integer::sum));
            } else {
                untouched.remove(slice);
                drafts.add(draft(slice, false));
            }
        }
        return given;
    }

    /** @return false where an endpoint has no zone */
    private boolean giveOwn(SortedMap<String, Integer> given) {
        for (Draft draft : drafts) {
            for (int i = 0; i < draft.endpoints().size(); i++) {
                Endpoint endpoint = draft.endpoints().get(i);
                String zone = zone(endpoint);
                if (isReady(endpoint) && zone.isEmpty()) {
                    return false;
                }
                draft.endpoints().set(i, hinted(endpoint, isReady(endpoint) ? zone : null));
                if (isReady(endpoint)) {
                    given.merge(zone, 1, Integer::sum);
                }
            }
        }
        return true;
    }

    private void redistribute(SortedMap<String, Wish> wishes, SortedMap<String, Integer> given) {
        SortedMap<String, Double> over = new TreeMap<>();
        SortedMap<String, Double> under = new TreeMap<>();
        wishes.forEach((zone, wish) -> {
            double more = given.getOrDefault(zone, 0) - wish.wanted();
            (more > 0 ? over : under).put(zone, Math.abs(more));
        });
        SortedMap<String, Integer> gives = new TreeMap<>();
        SortedMap<String, Integer> takes = new TreeMap<>();
        Optional<Map.Entry<String, Double>> from = most(over);
        Optional<Map.Entry<String, Double>> to = most(under);
        while (from.isPresent()
                && to.isPresent()
                && worthIt(from.get().getValue(), to.get().getValue())) {
            gives.merge(from.get().getKey(), 1, Integer::sum);
            takes.merge(to.get().getKey(), 1, Integer::sum);
            over.merge(from.get().getKey(), -1.0, Double::sum);
            under.merge(to.get().getKey(), -1.0, Double::sum);
            from = most(over);
            to = most(under);
        }
        drafts.forEach(draft -> move(draft, gives, takes));
    }

    private static boolean worthIt(double over, double under) {
        return (over >= 1 || under >= 1) && over >= 0.5 && under >= 0.5;
    }

    private static Optional<Map.Entry<String, Double>> most(SortedMap<String, Double> zones) {
        return zones.entrySet().stream()
                .filter(e -> e.getValue() > 0)
                .reduce((a, b) -> b.getValue() > a.getValue() ? b : a);
    }

    private static void move(Draft draft, SortedMap<String, Integer> gives, SortedMap<String, Integer> takes) {
        for (int i = 0; i < draft.endpoints().size() && !takes.isEmpty(); i++) {
            Endpoint endpoint = draft.endpoints().get(i);
            if (isReady(endpoint) && gives.getOrDefault(zone(endpoint), 0) > 0) {
                String to = takes.firstKey();
                draft.endpoints().set(i, hinted(endpoint, to));
                gives.merge(zone(endpoint), -1, Integer::sum);
                takes.computeIfPresent(to, (zone, n) -> n == 1 ? null : n - 1);
            }
        }
    }

    private void takeAway() {
        for (EndpointSlice slice : List.copyOf(untouched)) {
            if (slice.getEndpoints().stream().anyMatch(e -> e.getHints() != null)) {
                untouched.remove(slice);
                drafts.add(draft(slice, false));
            }
        }
        drafts.forEach(draft -> draft.endpoints().replaceAll(endpoint -> hinted(endpoint, null)));
    }

    /** Drafts that came out as they were are not written. */
    private EndpointSlicePlan result() {
        List<EndpointSlice> create = others(plan.create());
        List<EndpointSlice> update = others(plan.update());
        for (Draft draft : drafts) {
            if (draft.fresh()) {
                create.add(draft.done());
            } else if (plan.update().contains(draft.slice())
                    || !draft.endpoints().equals(draft.slice().getEndpoints())) {
                update.add(draft.done());
            }
        }
        return new EndpointSlicePlan(create, update, plan.delete());
    }

    private List<EndpointSlice> others(List<EndpointSlice> slices) {
        return new ArrayList<>(slices.stream().filter(slice -> !isOurs(slice)).toList());
    }

    private boolean isOurs(EndpointSlice slice) {
        return slice.getAddressType().equals(family);
    }

    private static Draft draft(EndpointSlice slice, boolean fresh) {
        return new Draft(
                slice, new ArrayList<>(slice.getEndpoints() == null ? List.of() : slice.getEndpoints()), fresh);
    }

    private static int ready(@Nullable List<Endpoint> endpoints) {
        return endpoints == null
                ? 0
                : (int) endpoints.stream().filter(ZoneHintPlanner::isReady).count();
    }

    private static boolean isReady(Endpoint endpoint) {
        return endpoint.getConditions() != null
                && Boolean.TRUE.equals(endpoint.getConditions().getReady());
    }

    private static String zone(Endpoint endpoint) {
        return endpoint.getZone() == null ? "" : endpoint.getZone();
    }

    private static List<String> zones(Endpoint endpoint) {
        EndpointHints hints = endpoint.getHints();
        return hints == null || hints.getForZones() == null
                ? List.of()
                : hints.getForZones().stream().map(z -> z.getName()).toList();
    }

    private static Endpoint hinted(Endpoint endpoint, @Nullable String zone) {
        return new EndpointBuilder(endpoint)
                .withHints(
                        zone == null
                                ? null
                                : new EndpointHintsBuilder().addNewForZone(zone).build())
                .build();
    }
}
