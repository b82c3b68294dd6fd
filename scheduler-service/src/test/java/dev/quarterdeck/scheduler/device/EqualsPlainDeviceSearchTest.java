package dev.quarterdeck.scheduler.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.cel.device.DeviceMatcher;
import dev.quarterdeck.scheduler.Pods;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The search finds just what is found by writing down every way to give devices to requests, in their order, and taking the first that breaks no rule: on random
 * devices, with claims of several requests, alternatives, selectors and constraints.
 */
class EqualsPlainDeviceSearchTest {
    private static final int CASES = 300;

    /** One alternative of a request; no model for any. */
    private record Ask(String name, int count, String model) {}

    /** @param constraint on the model of all its devices: {@code matchAttribute}, {@code distinctAttribute}, or empty */
    private record Claim(List<List<Ask>> requests, String constraint) {}

    private record Offer(String name, String model, boolean taken, boolean tainted) {}

    private final DeviceMatcher matcher = new DeviceMatcher();
    private final DeviceClass any = Devices.deviceClass("gpu", "true");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void onRandomDevices(long seed) {
        Random random = new Random(seed);
        int found = 0;
        for (int i = 0; i < CASES; i++) {
            List<Offer> offers = offers(random);
            List<Claim> claims = new ArrayList<>();
            for (int c = 1 + random.nextInt(2); c > 0; c--) {
                claims.add(claim(random));
            }
            String expected = plain(offers, claims);
            assertThat(searched(offers, claims))
                    .as("seed %d, case %d: %s for %s", seed, i, claims, offers)
                    .isEqualTo(expected);
            found += expected.isEmpty() ? 0 : 1;
        }
        assertThat(found).as("both come about").isBetween(CASES / 10, CASES * 9 / 10);
    }

    private static List<Offer> offers(Random random) {
        List<Offer> offers = new ArrayList<>();
        for (int i = 2 + random.nextInt(4); i > 0; i--) {
            offers.add(new Offer(
                    "d" + offers.size(),
                    random.nextBoolean() ? "x" : "y",
                    random.nextInt(6) == 0,
                    random.nextInt(8) == 0));
        }
        return offers;
    }

    private static Claim claim(Random random) {
        List<List<Ask>> requests = new ArrayList<>();
        for (int r = 1 + random.nextInt(2); r > 0; r--) {
            List<Ask> alternatives = new ArrayList<>();
            for (int a = random.nextInt(3) == 0 ? 2 : 1; a > 0; a--) {
                String model = random.nextInt(3) == 0 ? "" : random.nextBoolean() ? "x" : "y";
                alternatives.add(new Ask("a" + alternatives.size(), 1 + random.nextInt(2), model));
            }
            requests.add(alternatives);
        }
        return new Claim(
                requests,
                switch (random.nextInt(4)) {
                    case 0 -> "matchAttribute";
                    case 1 -> "distinctAttribute";
                    default -> "";
                });
    }

    // the quick one

    private String searched(List<Offer> offers, List<Claim> claims) {
        NodeSnapshot node = new ClusterState().nodeChanged(Pods.plainNode("n1"));
        String[] devices = offers.stream()
                .map(o -> "{name: " + o.name() + ", attributes: {model: {string: " + o.model() + "}}"
                        + (o.tainted() ? ", taints: [{key: broken, effect: NoSchedule}]" : "") + "}")
                .toArray(String[]::new);
        DeviceInventory inventory = new DeviceInventory(List.of(OfferedSlice.of(Devices.onNode("n1", devices))));
        DevicesInUse inUse = new DevicesInUse();
        offers.stream().filter(Offer::taken).forEach(o -> inUse.add(held(o)));
        List<DeviceSearch.Wanted> wanted = new ArrayList<>();
        for (Claim claim : claims) {
            ResourceClaim written = written(claim);
            wanted.add(new DeviceSearch.Wanted(written, WantedDevices.of(written, name -> any)));
        }
        var picked = new DeviceSearch(node, wanted, inventory.poolsOn(node), inUse, matcher, () -> false).run();
        StringBuilder result = new StringBuilder();
        for (var ofClaim : picked) {
            ofClaim.forEach(p -> result.append(p.wanted().name())
                    .append('=')
                    .append(p.device().id().name())
                    .append(' '));
            result.append("| ");
        }
        return result.toString();
    }

    private static io.fabric8.kubernetes.api.model.resource.v1.AllocationResult held(Offer offer) {
        return new io.fabric8.kubernetes.api.model.resource.v1.AllocationResultBuilder()
                .withNewDevices()
                .addNewResult()
                .withDriver(Devices.DRIVER)
                .withPool("n1")
                .withDevice(offer.name())
                .endResult()
                .endDevices()
                .build();
    }

    private static ResourceClaim written(Claim claim) {
        List<String> requests = new ArrayList<>();
        for (List<Ask> alternatives : claim.requests()) {
            String name = "r" + requests.size();
            List<String> asks = alternatives.stream()
                    .map(a -> (alternatives.size() == 1 ? "" : "name: " + a.name() + ", ")
                            + "deviceClassName: gpu, count: "
                            + a.count()
                            + (a.model().isEmpty()
                                    ? ""
                                    : ", selectors: [{cel: {expression: \"device.attributes['gpu.example.com'].model == '"
                                            + a.model() + "'\"}}]"))
                    .toList();
            requests.add("{name: " + name
                    + (alternatives.size() == 1
                            ? ", exactly: {" + asks.getFirst() + "}}"
                            : ", firstAvailable: [{" + String.join("}, {", asks) + "}]}"));
        }
        return Devices.claim(
                "c",
                "requests: [" + String.join(", ", requests) + "]"
                        + (claim.constraint().isEmpty()
                                ? ""
                                : ", constraints: [{" + claim.constraint() + ": gpu.example.com/model}]"));
    }

    // the plain one: a flat list of asks, all alternatives and all subsets one after the other

    private record Given(int claim, String request, Offer device) {}

    private static String plain(List<Offer> offers, List<Claim> claims) {
        List<Given> given = new ArrayList<>();
        if (!give(offers, claims, 0, 0, given)) {
            return "";
        }
        StringBuilder result = new StringBuilder();
        for (int c = 0; c < claims.size(); c++) {
            for (Given each : given) {
                if (each.claim() == c) {
                    result.append(each.request())
                            .append('=')
                            .append(each.device().name())
                            .append(' ');
                }
            }
            result.append("| ");
        }
        return result.toString();
    }

    private static boolean give(List<Offer> offers, List<Claim> claims, int claim, int request, List<Given> given) {
        if (claim == claims.size()) {
            return isAllowed(claims, given);
        }
        List<List<Ask>> requests = claims.get(claim).requests();
        if (request == requests.size()) {
            return give(offers, claims, claim + 1, 0, given);
        }
        List<Ask> alternatives = requests.get(request);
        for (Ask ask : alternatives) {
            String name = "r" + request + (alternatives.size() == 1 ? "" : "/" + ask.name());
            for (List<Offer> some : subsets(offers, ask.count())) {
                if (some.stream()
                        .allMatch(o -> ask.model().isEmpty() || o.model().equals(ask.model()))) {
                    some.forEach(o -> given.add(new Given(claim, name, o)));
                    if (give(offers, claims, claim, request + 1, given)) {
                        return true;
                    }
                    some.forEach(o -> given.removeLast());
                }
            }
        }
        return false;
    }

    private static List<List<Offer>> subsets(List<Offer> offers, int size) {
        List<List<Offer>> result = new ArrayList<>();
        for (int i = 0; i < offers.size(); i++) {
            if (size == 1) {
                result.add(List.of(offers.get(i)));
            }
            for (int j = i + 1; size == 2 && j < offers.size(); j++) {
                result.add(List.of(offers.get(i), offers.get(j)));
            }
        }
        return result;
    }

    private static boolean isAllowed(List<Claim> claims, List<Given> given) {
        Set<String> used = new HashSet<>();
        for (Given each : given) {
            if (each.device().taken()
                    || each.device().tainted()
                    || !used.add(each.device().name())) {
                return false;
            }
        }
        for (int c = 0; c < claims.size(); c++) {
            int of = c;
            List<String> models = given.stream()
                    .filter(g -> g.claim() == of)
                    .map(g -> g.device().model())
                    .toList();
            long different = models.stream().distinct().count();
            switch (claims.get(c).constraint()) {
                case "matchAttribute" -> {
                    if (different > 1) {
                        return false;
                    }
                }
                case "distinctAttribute" -> {
                    if (different < models.size()) {
                        return false;
                    }
                }
                default -> {}
            }
        }
        return true;
    }
}
