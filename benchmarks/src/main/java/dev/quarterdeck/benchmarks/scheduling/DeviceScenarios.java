package dev.quarterdeck.benchmarks.scheduling;

import static dev.quarterdeck.benchmarks.scheduling.Course.measured;
import static dev.quarterdeck.benchmarks.scheduling.Course.object;
import static dev.quarterdeck.benchmarks.scheduling.Course.objects;
import static dev.quarterdeck.benchmarks.scheduling.Course.other;

import dev.quarterdeck.benchmarks.scheduling.Course.Begin;
import dev.quarterdeck.benchmarks.scheduling.Course.Bound;
import dev.quarterdeck.benchmarks.scheduling.Course.Delete;
import dev.quarterdeck.benchmarks.scheduling.Course.Objects;
import dev.quarterdeck.benchmarks.scheduling.Course.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Pods that want devices, as dra of scheduler_perf has it. Claims that a controller would make from templates are there before they are measured, as no controllers
 * run.
 */
final class DeviceScenarios {
    private static final String API = "/apis/resource.k8s.io/v1/";
    private static final String DRIVER = "test-driver.cdi.k8s.io";
    private static final String HEAD = "{\"apiVersion\":\"resource.k8s.io/v1\",\"kind\":";
    private static final String CLASS_OF_DRIVER =
            "\"selectors\":[{\"cel\":{\"expression\":\"device.driver == \\\"" + DRIVER + "\\\"\"}}]";
    private static final String ONE = "{\"name\":\"req-0\",\"exactly\":{\"deviceClassName\":\"test-class\"}}";
    private static final String NODES_WITH_DEVICES =
            "\"nodeSelector\":{\"nodeSelectorTerms\":[{\"matchExpressions\":[{\"key\":\"node-with-dra\",\"operator\":\"In\",\"values\":[\"true\"]}]}]}";

    private static final String ON_ONE_NODE = "\"nodeName\":\"dra-@i@\"";

    private final int nodes;
    private final boolean brief;

    DeviceScenarios(int nodes, boolean brief) {
        this.nodes = nodes;
        this.brief = brief;
    }

    List<NodeSort> nodes() {
        return List.of(NodeSort.like("dra", nodes, "{\"metadata\":{\"labels\":{\"node-with-dra\":\"true\"}}}"));
    }

    private int before() {
        return brief ? 500 : 5 * nodes;
    }

    private int pods() {
        return brief ? 1000 : 5 * nodes;
    }

    Course claims() {
        return CourseRun.of(
                slices(10, ""),
                testClass(),
                claims("init", "init", before(), ONE),
                other("init", "init", before(), using("init-@i@")),
                claims("test", "claim", pods(), ONE),
                new Bound(),
                new Begin(),
                measured("test", "pod", pods(), using("claim-@i@")),
                new Bound());
    }

    /** Five pods have one together. */
    Course sharedClaims() {
        return CourseRun.of(
                slices(2, ""),
                testClass(),
                claims("init", "init", before() / 5, ONE),
                other("init", "init", before(), using("init-@i/5@")),
                claims("test", "claim", pods() / 5, ONE),
                new Bound(),
                new Begin(),
                measured("test", "pod", pods(), using("claim-@i/5@")),
                new Bound());
    }

    /** Half of all devices are somebody's; ten pods at a time come, and go once they have a node. */
    Course steadyState() {
        List<Step> steps = new ArrayList<>(List.of(slices(10, ""), testClass()));
        steps.add(new Objects(
                claimsIn("init"),
                5 * nodes,
                claim("init-@i@", ONE),
                "{\"status\":{\"allocation\":{\"devices\":{\"results\":[{\"request\":\"req-0\",\"driver\":\"" + DRIVER
                        + "\",\"pool\":\"dra-@i/5@\",\"device\":\"instance-@i%5@\"}]},\"nodeSelector\":{\"nodeSelectorTerms\":[{\"matchFields\":[{\"key\":"
                        + "\"metadata.name\",\"operator\":\"In\",\"values\":[\"dra-@i/5@\"]}]}]}}}}"));
        steps.add(new Begin());
        for (int round = 0; round < 30; round++) {
            String name = "round-" + round;
            steps.add(claims("test", name, 10, ONE));
            steps.add(measured("test", name, 10, using(name + "-@i@")));
            steps.add(new Bound());
            steps.add(new Delete("/api/v1/namespaces/test/pods/" + name + "-@i@", 10, ""));
            steps.add(new Delete(claimsIn("test") + "/" + name + "-@i@", 10, "{\"metadata\":{\"finalizers\":null}}"));
        }
        return new Course(steps);
    }

    /** All devices are tainted, and what is asked tolerates it. */
    Course tolerations() {
        String tolerant =
                "{\"name\":\"req-0\",\"exactly\":{\"deviceClassName\":\"test-class\",\"tolerations\":[{\"key\":\"example.com/taint\",\"operator\":\"Exists\"}]}}";
        return CourseRun.of(
                slices(
                        10,
                        ",\"taints\":[{\"key\":\"example.com/taint\",\"value\":\"tainted\",\"effect\":\"NoSchedule\"}]"),
                testClass(),
                claims("test", "claim", pods(), tolerant),
                new Begin(),
                measured("test", "pod", pods(), using("claim-@i@")),
                new Bound());
    }

    /** The first choice is of a class that has no devices. */
    Course firstAvailable() {
        String choices =
                "{\"name\":\"req-0\",\"firstAvailable\":[{\"name\":\"sub-0\",\"deviceClassName\":\"no-devices-class\"},{\"name\":\"sub-1\",\"deviceClassName\":\"test-class\"}]}";
        return CourseRun.of(
                slices(10, ""),
                testClass(),
                object(
                        API + "deviceclasses",
                        HEAD
                                + "\"DeviceClass\",\"metadata\":{\"name\":\"no-devices-class\"},\"spec\":{\"selectors\":[{\"cel\":{\"expression\":\"device.driver == \\\"no-such-driver.cdi.k8s.io\\\"\"}}]}}"),
                claims("test", "claim", pods(), choices),
                new Begin(),
                measured("test", "pod", pods(), using("claim-@i@")),
                new Bound());
    }

    /**
     * Extended resources that classes stand behind.
     *
     * @param implicit whether by the names of the classes alone
     */
    Course extendedResources(int classes, boolean implicit) {
        String resource = implicit ? "deviceclass.resource.kubernetes.io/test-class-" : "example.com/gpu-";
        String amounts = "{\"" + resource + "@i%" + classes + "@\":\"1\"}";
        String pod =
                "{\"spec\":{\"containers\":[{\"name\":\"pause\",\"image\":\"registry.k8s.io/pause:3.9\",\"resources\":{\"requests\":"
                        + amounts + ",\"limits\":" + amounts + "}}]}}";
        return CourseRun.of(
                slices(10, ""),
                objects(
                        API + "deviceclasses",
                        classes,
                        HEAD + "\"DeviceClass\",\"metadata\":{\"name\":\"test-class-@i@\"},\"spec\":{" + CLASS_OF_DRIVER
                                + (implicit ? "" : ",\"extendedResourceName\":\"example.com/gpu-@i@\"") + "}}"),
                other("init", "init", before(), pod),
                new Bound(),
                new Begin(),
                measured("test", "pod", pods(), pod),
                new Bound());
    }

    /** Devices that are parts of others, two of which with a common attribute are wanted; one half of each is taken. */
    Course partitionable() {
        int pools = brief ? 40 : 2000;
        String two =
                "\"devices\":{\"requests\":[{\"name\":\"req-0\",\"exactly\":{\"deviceClassName\":\"test-class\",\"count\":2}}],"
                        + "\"constraints\":[{\"requests\":[\"req-0\"],\"matchAttribute\":\"dra.example.com/slice\"}]}";
        String parts = IntStream.rangeClosed(1, 2)
                        .mapToObj(half -> part("device-2-counters-" + half, half == 1, 2, 2 * half - 1, 2 * half))
                        .collect(Collectors.joining(","))
                + ","
                + IntStream.rangeClosed(1, 4)
                        .mapToObj(i -> part("device-1-counter-" + i, false, 1, i))
                        .collect(Collectors.joining(","));
        return CourseRun.of(
                objects(
                        API + "resourceslices",
                        pools,
                        pool(
                                "counters",
                                NODES_WITH_DEVICES,
                                "\"sharedCounters\":[{\"name\":\"counter-set\",\"counters\":{" + counters(1, 2, 3, 4)
                                        + "}}]")),
                objects(
                        API + "resourceslices",
                        pools,
                        pool("devices", NODES_WITH_DEVICES, "\"devices\":[" + parts + "]")),
                testClass(),
                new Objects(
                        claimsIn("init"),
                        pools,
                        claim("init-@i@", ONE),
                        "{\"status\":{\"allocation\":{\"devices\":{\"results\":[{\"request\":\"req-0\",\"driver\":\""
                                + DRIVER + "\",\"pool\":\"pool-@i@\",\"device\":\"device-2-counters-1\"}]}}}}"),
                new Objects(
                        claimsIn("test"),
                        pools,
                        HEAD + "\"ResourceClaim\",\"metadata\":{\"name\":\"claim-@i@\"},\"spec\":{" + two + "}}",
                        ""),
                other("init", "none", 0, ""),
                new Begin(),
                measured("test", "pod", pools, using("claim-@i@")),
                new Bound());
    }

    /**
     * The first seven devices of a pool are together too much. Each pool is one node's: devices of several pools would do as well, and some would be left over that
     * are no pod's worth.
     */
    Course backtracking() {
        int pools = brief ? 25 : 100;
        String devices = IntStream.rangeClosed(1, 8)
                .mapToObj(i -> "{\"name\":\"device-" + i
                        + "\",\"consumesCounters\":[{\"counterSet\":\"counter-set-for-cpu\",\"counters\":{\"cpu" + i
                        + "\":{\"value\":\"1\"}}},{\"counterSet\":\"counter-set-for-mem\",\"counters\":{\"mem\":{\"value\":\""
                        + (i == 1 ? 20 : 10) + "Gi\"}}}]}")
                .collect(Collectors.joining(","));
        String cpus = IntStream.rangeClosed(1, 8)
                .mapToObj(i -> "\"cpu" + i + "\":{\"value\":\"1\"}")
                .collect(Collectors.joining(","));
        return CourseRun.of(
                objects(
                        API + "resourceslices",
                        pools,
                        pool(
                                "counters",
                                ON_ONE_NODE,
                                "\"sharedCounters\":[{\"name\":\"counter-set-for-cpu\",\"counters\":{" + cpus
                                        + "}},{\"name\":\"counter-set-for-mem\",\"counters\":{\"mem\":{\"value\":\"70Gi\"}}}]")),
                objects(API + "resourceslices", pools, pool("devices", ON_ONE_NODE, "\"devices\":[" + devices + "]")),
                testClass(),
                claims(
                        "test",
                        "claim",
                        pools,
                        "{\"name\":\"req-0\",\"exactly\":{\"deviceClassName\":\"test-class\",\"count\":7}}"),
                new Begin(),
                measured("test", "pod", pools, using("claim-@i@")),
                new Bound());
    }

    /** Two shares of a device that several may have. */
    Course consumableCapacity() {
        int pools = brief ? 40 : 2000;
        String share =
                "\"exactly\":{\"deviceClassName\":\"shared-class\",\"capacity\":{\"requests\":{\"memory\":\"40Gi\"}}}}";
        return CourseRun.of(
                objects(
                        API + "resourceslices",
                        pools,
                        HEAD + "\"ResourceSlice\",\"metadata\":{\"name\":\"slice-@i@\"},\"spec\":{\"driver\":\""
                                + DRIVER
                                + "\",\"pool\":{\"name\":\"pool-@i@\",\"generation\":1,\"resourceSliceCount\":1},"
                                + NODES_WITH_DEVICES
                                + ",\"devices\":[{\"name\":\"shareable-device\",\"allowMultipleAllocations\":true,\"capacity\":{\"memory\":{\"value\":\"80Gi\","
                                + "\"requestPolicy\":{\"default\":\"1Gi\",\"validRange\":{\"min\":\"1Gi\"}}}}}]}}"),
                object(
                        API + "deviceclasses",
                        HEAD
                                + "\"DeviceClass\",\"metadata\":{\"name\":\"shared-class\"},\"spec\":{\"selectors\":[{\"cel\":{\"expression\":\"device.driver == \\\""
                                + DRIVER + "\\\" && device.allowMultipleAllocations == true\"}}]}}"),
                claims("test", "claim", pools, "{\"name\":\"req-0\"," + share + ",{\"name\":\"req-1\"," + share),
                new Begin(),
                measured("test", "pod", pools, using("claim-@i@")),
                new Bound());
    }

    private Objects slices(int devices, String more) {
        String each = IntStream.range(0, devices)
                .mapToObj(i -> "{\"name\":\"instance-" + i
                        + "\",\"attributes\":{\"model\":{\"string\":\"LATEST-GPU-MODEL\"},\"family\":{\"string\":\"GPU\"},\"driverVersion\":{\"version\":\"1.2.3\"},"
                        + "\"dra.example.com/numa\":{\"int\":" + i + "}}" + more + "}")
                .collect(Collectors.joining(","));
        return objects(
                API + "resourceslices",
                nodes,
                HEAD + "\"ResourceSlice\",\"metadata\":{\"name\":\"slice-@i@\"},\"spec\":{\"driver\":\"" + DRIVER
                        + "\",\"nodeName\":\"dra-@i@\",\"pool\":{\"name\":\"dra-@i@\",\"generation\":1,\"resourceSliceCount\":1},\"devices\":["
                        + each + "]}}");
    }

    private static Objects testClass() {
        return object(
                API + "deviceclasses",
                HEAD + "\"DeviceClass\",\"metadata\":{\"name\":\"test-class\"},\"spec\":{" + CLASS_OF_DRIVER + "}}");
    }

    private static String claimsIn(String namespace) {
        return API + "namespaces/" + namespace + "/resourceclaims";
    }

    private static Objects claims(String namespace, String prefix, int count, String requests) {
        return objects(claimsIn(namespace), count, claim(prefix + "-@i@", requests));
    }

    private static String claim(String name, String requests) {
        return HEAD + "\"ResourceClaim\",\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"devices\":{\"requests\":["
                + requests + "]}}}";
    }

    private static String using(String claim) {
        return "{\"spec\":{\"containers\":[{\"name\":\"pause\",\"image\":\"registry.k8s.io/pause:3.9\",\"resources\":{\"claims\":[{\"name\":\"resource\"}]}}],"
                + "\"resourceClaims\":[{\"name\":\"resource\",\"resourceClaimName\":\"" + claim + "\"}]}}";
    }

    private static String pool(String part, String where, String spec) {
        return HEAD + "\"ResourceSlice\",\"metadata\":{\"name\":\"" + part + "-@i@\"},\"spec\":{\"driver\":\"" + DRIVER
                + "\",\"pool\":{\"name\":\"pool-@i@\",\"generation\":1,\"resourceSliceCount\":2}," + where + ","
                + spec + "}}";
    }

    private static String part(String name, boolean preallocate, int size, int... counters) {
        return "{\"name\":\"" + name + "\",\"attributes\":{\"preallocate\":{\"bool\":" + preallocate
                + "},\"dra.example.com/slice\":{\"int\":@i@}},\"capacity\":{\"counters\":{\"value\":\"" + size
                + "\"}},\"consumesCounters\":[{\"counterSet\":\"counter-set\",\"counters\":{" + counters(counters)
                + "}}]}";
    }

    private static String counters(int... which) {
        return IntStream.of(which)
                .mapToObj(i -> "\"counter" + i + "\":{\"value\":\"1\"}")
                .collect(Collectors.joining(","));
    }
}
